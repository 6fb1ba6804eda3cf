"""The compiled reader of ordinary lines; where it cannot be built, Python reads them all."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "transforms.parse.compiled.line_reader",
            ["transforms/parse/compiled/line_reader.c"],
            depends=[f"transforms/parse/compiled/{name}.h" for name in ("md5", "scan", "shape")],
            optional=True,
        )
    ]
)
