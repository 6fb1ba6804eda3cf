"""The growth lakehouse: event files go in, trustworthy Silver tables come out."""
