"""Sources: the rows of other systems and files, and the mappings that make events of them."""
