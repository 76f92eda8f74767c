"""What the process that readers are forked from cannot import: it ends, and no reader can be started."""

import sys

sys.exit(3)
