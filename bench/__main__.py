"""`make bench`: every measurement, one after the other. Hours on two cores; each script also runs alone."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__":
    for script in ("accounts.py", "balances.py", "workplace.py", "exchange.py", "tiles.py"):
        print(f"== {script} ==", flush=True)
        arguments = ["--database", "bench-tiles.cground"] if script == "tiles.py" else []
        subprocess.run([sys.executable, str(HERE / script), *arguments], check=False)
