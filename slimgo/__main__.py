"""`python -m slimgo` is `slimgo`."""

from slimgo.doors.cli import main

main()
