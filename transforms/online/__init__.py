"""Features of people for services: pushed to a store that answers at once, or into one file."""
