"""Whom to call, by country. One setting, `COUNTRY`, picks the line."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A number to call, and what people call it."""

    name: str
    number: str = ""
    """Digits to dial; empty where there is no single national number."""
    spaced: str = ""
    """The number as it is read; left out, the digits."""
    hint: str = ""
    """What to ask for, and when it answers."""
    given_by: str = ""
    """Who gives this number."""

    @property
    def shown(self) -> str:
        """The number for eyes; empty where there is none or the name is the number."""
        number = self.spaced or self.number
        return "" if self.number and self.number in self.name else number


@dataclass(frozen=True, kw_only=True)
class Country:
    """The services of one country."""

    code: str
    name: str
    emergency: HelpLine
    emergency_place: str
    urgent: HelpLine
    maternity: HelpLine
    crisis: HelpLine
    abuse: HelpLine = HelpLine(name="a helpline for domestic abuse in your country")

    def fill_in(self, text: str) -> str:
        """Words from the knowledge with this country's numbers and places in them."""
        for gap, name in (
            ("{emergency}", self.emergency.name),
            ("{urgent}", self.urgent.name),
            ("{maternity}", self.maternity.name),
            ("A&E", self.emergency_place),
        ):
            text = text.replace(gap, name)
        return text


_MIDWIFE = HelpLine(name="your midwife or maternity unit")

COUNTRIES = {
    country.code: country
    for country in (
        Country(
            code="GB",
            name="United Kingdom",
            emergency=HelpLine(name="999", number="999", given_by="nhs.uk"),
            emergency_place="A&E",
            urgent=HelpLine(
                name="NHS 111", number="111", hint="choose the mental health option", given_by="nhs.uk"
            ),
            maternity=_MIDWIFE,
            crisis=HelpLine(
                name="Samaritans",
                number="116123",
                spaced="116 123",
                hint="free, day and night",
                given_by="samaritans.org",
            ),
            abuse=HelpLine(
                name="the National Domestic Abuse Helpline",
                number="08082000247",
                spaced="0808 2000 247",
                hint="free, day and night",
                given_by="nationaldahelpline.org.uk",
            ),
        ),
        Country(
            code="IE",
            name="Ireland",
            emergency=HelpLine(name="112 or 999", number="112", given_by="gov.ie"),
            emergency_place="an emergency department",
            urgent=HelpLine(name="your GP or GP out-of-hours service"),
            maternity=_MIDWIFE,
            crisis=HelpLine(
                name="Samaritans",
                number="116123",
                spaced="116 123",
                hint="free, day and night",
                given_by="samaritans.org",
            ),
            abuse=HelpLine(
                name="Women’s Aid",
                number="1800341900",
                spaced="1800 341 900",
                hint="free, day and night",
                given_by="gov.ie",
            ),
        ),
        Country(
            code="US",
            name="United States",
            emergency=HelpLine(name="911", number="911", given_by="911.gov"),
            emergency_place="an emergency room",
            urgent=HelpLine(name="your doctor or an urgent care center"),
            maternity=HelpLine(name="your maternity care team"),
            crisis=HelpLine(name="988", number="988", hint="free, day and night", given_by="988lifeline.org"),
        ),
        Country(
            code="CA",
            name="Canada",
            emergency=HelpLine(name="911", number="911", given_by="canada.ca"),
            emergency_place="an emergency department",
            urgent=HelpLine(name="811", number="811", given_by="canada.ca"),
            maternity=HelpLine(name="your maternity care team"),
            crisis=HelpLine(name="988", number="988", hint="free, day and night", given_by="988.ca"),
        ),
        Country(
            code="AU",
            name="Australia",
            emergency=HelpLine(name="000", number="000", given_by="triplezero.gov.au"),
            emergency_place="an emergency department",
            urgent=HelpLine(
                name="Healthdirect",
                number="1800022222",
                spaced="1800 022 222",
                given_by="healthdirect.gov.au",
            ),
            maternity=_MIDWIFE,
            crisis=HelpLine(
                name="Lifeline",
                number="131114",
                spaced="13 11 14",
                hint="day and night",
                given_by="lifeline.org.au",
            ),
        ),
        Country(
            code="NZ",
            name="New Zealand",
            emergency=HelpLine(name="111", number="111", given_by="govt.nz"),
            emergency_place="an emergency department",
            urgent=HelpLine(
                name="Healthline", number="0800611116", spaced="0800 611 116", given_by="info.health.nz"
            ),
            maternity=HelpLine(name="your midwife (LMC) or maternity unit"),
            crisis=HelpLine(name="1737", number="1737", hint="free, day and night", given_by="1737.org.nz"),
            abuse=HelpLine(
                name="Women’s Refuge",
                number="0800733843",
                spaced="0800 733 843",
                hint="free, day and night",
                given_by="govt.nz",
            ),
        ),
        Country(
            code="EU",
            name="European Union",
            emergency=HelpLine(name="112", number="112", given_by="europa.eu"),
            emergency_place="an emergency department",
            urgent=HelpLine(name="your doctor or the out-of-hours service"),
            maternity=_MIDWIFE,
            crisis=HelpLine(name="your local crisis line, or 112", number="112", given_by="europa.eu"),
        ),
    )
}


def find_country(code: str) -> Country:
    """The country of a code. Raises `ValueError` that lists the known codes."""
    try:
        return COUNTRIES[code.strip().upper()]
    except KeyError:
        raise ValueError(f"COUNTRY is {code!r}; use one of {', '.join(COUNTRIES)}") from None
