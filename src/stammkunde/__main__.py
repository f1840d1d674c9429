"""python -m stammkunde"""

from stammkunde.cli import main

main()
