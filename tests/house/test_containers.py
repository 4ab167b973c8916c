"""What is given to run Loadshare in containers has a form that holds together, though none runs here."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from loadshare import __version__
from loadshare.cli.main import add_verbs
from tests.house.test_docs import page

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = ROOT / "deploy" / "container" / "Containerfile"
COMPOSE = ROOT / "deploy" / "container" / "compose.yaml"
KUBERNETES = ROOT / "deploy" / "kubernetes" / "loadshare.yaml"
HADOLINT = Path(sys.executable).with_name("hadolint.exe" if sys.platform == "win32" else "hadolint")
UID = "10001"
SETTINGS = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page("settings.md")))
OF_POSTGRESQL = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
OF_PYTHON = {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE"}


def steps() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", CONTAINERFILE.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def documents() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(KUBERNETES.read_text(encoding="utf-8")))


def pod(name: str = "loadshare") -> dict[str, Any]:
    """The one that shows pages, or the one that works."""
    [stateful] = [
        one for one in documents() if one["kind"] == "StatefulSet" and one["metadata"]["name"] == name
    ]
    spec: dict[str, Any] = stateful["spec"]["template"]["spec"]
    return spec


def is_a_call(words: list[str]) -> bool:
    """Whether the command line has this verb with these options."""
    verb, *rest = words
    command = typer.main.get_command(add_verbs()).commands[verb]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    return {word for word in rest if word.startswith("--")} <= known


def names_no_host(image: str) -> bool:
    first, slash, _ = image.partition("/")
    return not slash or not re.search(r"[.:]|^localhost$", first)


def lint(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HADOLINT, file], capture_output=True, text=True, check=False)


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not installed: python3 tools/setup.py dev")
def test_a_linter_of_container_files_finds_nothing(tmp_path: Path) -> None:
    found = lint(CONTAINERFILE)
    assert (found.returncode, found.stdout) == (0, "")
    worse = tmp_path / "Containerfile"
    worse.write_text(CONTAINERFILE.read_text(encoding="utf-8") + "RUN sudo true\n")
    assert "DL3004" in lint(worse).stdout


def test_every_manifest_is_of_the_form_that_kubernetes_takes() -> None:
    """By the published schemas, which lie in the library: nothing is asked of a network."""
    kubernetes = pytest.importorskip("kubernetes_validate", reason="python3 tools/setup.py dev")
    newest = kubernetes.latest_version()
    for version in (newest, "1.30.0"):
        for one in documents():
            kubernetes.validate(one, version, strict=True)
    for place, wrong in (("replicas", "two"), ("replica", 2)):
        stateful = next(one for one in documents() if one["kind"] == "StatefulSet")
        stateful["spec"][place] = wrong
        with pytest.raises(kubernetes.ValidationError):
            kubernetes.validate(stateful, newest, strict=True)


def test_it_is_said_that_they_were_not_run() -> None:
    for path in (CONTAINERFILE, COMPOSE, KUBERNETES):
        assert "UNTESTED" in path.read_text(encoding="utf-8").splitlines()[0]


def test_the_image_runs_as_nobody_in_particular_and_is_asked_how_it_is() -> None:
    said = dict(steps())
    assert said["USER"] == f"{UID}:{UID}"
    assert [rest for word, rest in steps() if word == "FROM"] == [
        "${PYTHON_IMAGE} AS made",
        "${PYTHON_IMAGE}",
    ]
    assert names_no_host(said["ARG"].partition("=")[2])
    assert is_a_call(yaml.safe_load(said["CMD"]))
    asks = yaml.safe_load(said["HEALTHCHECK"].partition("CMD ")[2])
    assert asks[0] == yaml.safe_load(said["ENTRYPOINT"])[0] == "loadshare"
    assert is_a_call(asks[1:])
    assert set(re.findall(r"([A-Z_]+)=", said["ENV"])) <= SETTINGS | OF_PYTHON


def test_what_it_copies_is_there_or_made_by_a_release() -> None:
    [copied] = [rest.split()[:-1] for word, rest in steps() if word == "COPY" and "--from" not in rest]
    assert copied == ["requirements/app.txt", "dist/loadshare-*.whl"]
    assert (ROOT / copied[0]).is_file()


def test_compose_closes_what_it_starts() -> None:
    composed = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    services = composed["services"]
    assert set(services) == {"database", "migrate", "web", "work"}
    for name in ("migrate", "web", "work"):
        service = services[name]
        assert (service["read_only"], service["user"]) == (True, f"{UID}:{UID}")
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert set(service["environment"]) <= SETTINGS
        build = COMPOSE.parent / service["build"]["context"]
        assert (build / service["build"]["dockerfile"]).resolve() == CONTAINERFILE
    assert is_a_call(services["migrate"]["command"])
    assert is_a_call(services["work"]["command"])
    assert is_a_call(services["work"]["healthcheck"]["test"][2:])
    assert "ports" not in services["work"]
    assert set(services["database"]["environment"]) == OF_POSTGRESQL
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])
    used = {place.partition(":")[0] for one in services.values() for place in one.get("volumes", [])}
    assert used == set(composed["volumes"])
    for service in services.values():
        assert names_no_host(re.sub(r"^\$\{\w+:-(.+)\}$", r"\1", service["image"]))
        assert set(service.get("depends_on", {})) <= set(services)


def test_compose_asks_each_service_what_only_a_ready_one_answers() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    asked = services["database"]["healthcheck"]["test"]
    assert asked[:2] == ["CMD", "pg_isready"]
    assert "--host=127.0.0.1" in asked, "on the socket a server answers while the database is still made"
    web = services["web"]["healthcheck"]
    options, _, command = dict(steps())["HEALTHCHECK"].partition(" CMD ")
    assert web["test"] == ["CMD", *yaml.safe_load(command)], "images of the form OCI have none of their own"
    for option, value in re.findall(r"--([\w-]+)=(\w+)", options):
        assert str(web[option.replace("-", "_")]) == value


def test_what_the_database_keeps_lies_in_a_named_volume() -> None:
    database = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["database"]
    release = re.search(r"postgres:(\d+)", database["image"])
    assert release
    assert int(release[1]) >= 18
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    said = COMPOSE.read_text(encoding="utf-8").partition("image: ${POSTGRES_IMAGE")[0].splitlines()[-2]
    assert "18 or newer" in said


def test_every_manifest_names_what_the_others_have() -> None:
    everything = documents()
    by_kind = {one["kind"]: one for one in everything if one["metadata"]["name"] == "loadshare"}
    assert set(by_kind) == {"Service", "PodDisruptionBudget", "NetworkPolicy", "StatefulSet"}
    assert all(one["apiVersion"] for one in everything)
    stateful = by_kind["StatefulSet"]["spec"]
    labels = stateful["template"]["metadata"]["labels"]
    assert by_kind["Service"]["spec"]["selector"] == stateful["selector"]["matchLabels"] == labels
    assert by_kind["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert stateful["serviceName"] == by_kind["Service"]["metadata"]["name"]
    ports = {port["name"] for container in pod()["containers"] for port in container["ports"]}
    assert {port["targetPort"] for port in by_kind["Service"]["spec"]["ports"]} == ports
    closed = by_kind["NetworkPolicy"]["spec"]
    assert closed["podSelector"]["matchLabels"] == labels
    assert closed["policyTypes"] == ["Ingress"]
    for allowed in closed["ingress"]:
        assert {port["port"] for port in allowed["ports"]} == ports
        assert all(one["namespaceSelector"]["matchLabels"] for one in allowed["from"]), "not from everywhere"
    volumes = {one["name"] for one in pod()["volumes"]}
    claimed = {one["metadata"]["name"] for one in stateful["volumeClaimTemplates"]}
    for container in (*pod()["initContainers"], *pod()["containers"]):
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes | claimed


def test_nobody_calls_the_pod_that_works() -> None:
    beside = {one["kind"]: one["spec"] for one in documents() if one["metadata"]["name"] == "loadshare-work"}
    assert set(beside) == {"NetworkPolicy", "StatefulSet"}
    labels = beside["StatefulSet"]["template"]["metadata"]["labels"]
    assert beside["NetworkPolicy"]["podSelector"]["matchLabels"] == labels
    assert beside["NetworkPolicy"]["ingress"] == []
    [service] = [one["spec"] for one in documents() if one["kind"] == "Service"]
    assert service["selector"] != labels, "no service leads to it"
    [work], [web] = pod("loadshare-work")["containers"], pod()["containers"]
    assert work["env"] == web["env"]
    assert "--no-work" in web["args"]
    assert is_a_call(work["livenessProbe"]["exec"]["command"][1:])


@pytest.mark.parametrize(
    ("name", "which"),
    [("loadshare", "initContainers"), ("loadshare", "containers"), ("loadshare-work", "containers")],
)
def test_pods_are_closed_and_call_what_there_is(name: str, which: str) -> None:
    assert pod(name)["securityContext"]["runAsNonRoot"] is True
    assert pod(name)["securityContext"]["runAsUser"] == int(UID)
    for container in pod(name)[which]:
        closed = container["securityContext"]
        assert closed["readOnlyRootFilesystem"] is True
        assert closed["allowPrivilegeEscalation"] is False
        assert closed["capabilities"] == {"drop": ["ALL"]}
        assert is_a_call(container["args"])
        assert {one["name"] for one in container["env"]} <= SETTINGS
        assert container["image"] == f"loadshare:{__version__}"
        places = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert {"/tmp", "/var/lib/loadshare"} <= places


def test_a_pod_is_asked_at_addresses_that_answer_and_has_time_to_leave() -> None:
    from loadshare.server.running.health import LIVE, READY

    [web] = pod()["containers"]
    assert web["readinessProbe"]["httpGet"]["path"] == READY
    assert web["livenessProbe"]["httpGet"]["path"] == web["startupProbe"]["httpGet"]["path"] == LIVE
    drains_s = float(web["args"][web["args"].index("--drain") + 1])
    probe = web["readinessProbe"]
    assert drains_s > probe["periodSeconds"] * probe["failureThreshold"] + 5
    assert pod()["terminationGracePeriodSeconds"] > drains_s + 20
