"""`python -m calgen`."""

from calgen.cli import main

if __name__ == "__main__":
    main()
