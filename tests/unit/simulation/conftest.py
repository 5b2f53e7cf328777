"""`make faults` runs test_faults.py, which takes a minute at least; `make test` leaves it out."""

import os

collect_ignore = [] if "FAULTS_EVERY" in os.environ else ["test_faults.py"]
