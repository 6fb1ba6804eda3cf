"""The bundle: what draws charts in a browser, out of the installed vl-convert, kept in the home."""

from importlib.metadata import version

from transforms.archive.names import names
from transforms.home import Home
from transforms.system.durable import make_folder, reaching, write_file


def read_bundle(home: Home) -> str:
    """Give Vega, Vega-Lite and Vega-Embed as one script of 0.9 MB.

    The package takes seconds to make it, so that it is kept, by its version, in `warehouse/`.

    Raises:
        StorageError: it cannot be kept.
    """
    path = home.warehouse / f"charts-{version('vl-convert-python')}.js"
    with reaching(path):
        if path.exists():
            return path.read_text(encoding="utf-8")
    make_folder(path.parent)
    text = _make()
    for name in names(path.parent):
        if name.startswith("charts-") and name.endswith(".js"):
            (path.parent / name).unlink(missing_ok=True)
    write_file(path, text.encode())
    return text


def _make() -> str:
    import vl_convert

    # within a script, these begin a comment or end the script, even inside a text
    text: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
