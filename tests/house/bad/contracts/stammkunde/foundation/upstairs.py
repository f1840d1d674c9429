"""A low room imports a high one."""

from stammkunde.people import models
