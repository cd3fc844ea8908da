"""`python -m tests.corpus`: put every document of the corpus to the proof."""

import sys

from tests.corpus.proof.command import main

sys.exit(main())
