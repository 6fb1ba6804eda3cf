"""The app: pages in a browser with filters, by Streamlit."""
