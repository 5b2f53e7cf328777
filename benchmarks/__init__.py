"""What measures: run by `make bench` and its like. Importing it finds `connextlive`, as importing `tools` does."""

from tools import ROOT

__all__ = ["ROOT"]
