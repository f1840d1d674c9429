"""Settings of the test runs: one of the two databases, always a file or a server, never memory."""

import os
from pathlib import Path

from tests.folder import own_folder

os.environ["STAMMKUNDE_MODE"] = "test"
os.environ["STAMMKUNDE_DATA_DIR"] = own_folder()

from stammkunde.settings import *  # noqa: F403
from stammkunde.settings import DATA_DIR, DATABASES, INSTALLED_APPS, ROOMS

SECRET_KEY = "only for tests, never for a server that anybody can reach"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
Path(DATA_DIR).mkdir(parents=True, exist_ok=True)

TOY = "tests.toyroom"
if (
    os.environ.get("STAMMKUNDE_TEST_TOY", "on") == "on"
    and (Path(__file__).parent / "toyroom").is_dir()
):
    ROOMS = [*ROOMS, TOY]
    INSTALLED_APPS = [*INSTALLED_APPS, TOY]

INSTALLED_APPS = [*INSTALLED_APPS, "stammkunde.foundation.tests.listlab"]  # tries the list engine

_suffix = os.environ.get("STAMMKUNDE_TEST_SUFFIX", "")  # several runs side by side each take one
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / f"test{_suffix}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_stammkunde{_suffix}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.urls"
WHITENOISE_AUTOREFRESH = True
