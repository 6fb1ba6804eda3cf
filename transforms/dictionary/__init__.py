"""The data dictionary: what the headers say, as pages for people; docs/ and `etl.py docs`."""
