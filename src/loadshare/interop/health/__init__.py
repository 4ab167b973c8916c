"""Days of walking as a phone counted them: the exports of Apple Health and Health Connect."""

from loadshare.interop.health.days import CountedDay, CountedDays, HealthRefusedError
from loadshare.interop.health.reading import is_health_export, read_health

__all__ = ["CountedDay", "CountedDays", "HealthRefusedError", "is_health_export", "read_health"]
