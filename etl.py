"""The command line of the lakehouse: `python etl.py --help` lists what it can do."""

from transforms.commands import main

if __name__ == "__main__":
    main()
