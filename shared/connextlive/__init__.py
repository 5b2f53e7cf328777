"""What more than one function of Connextlive needs: models, shapes, and the one decorator around every endpoint."""

import gc

# A cold start allocates a hundred thousand objects that live until the environment dies. Collecting among them buys
# nothing, so the collector rests until the handler is built (see `runtime.py`).
gc.disable()
