/** The guided session: a clock, a voice and a few large buttons over the server's timeline. */
import { canKeep } from "../device/person";
import { Awake } from "../session/awake";
import { announceBeat } from "../session/beat";
import { Coach } from "../session/coach";
import { PUT } from "../device/forms";
import { hurtsDialog, STOPPED_FOR } from "../session/hurts";
import { tabMemory } from "../session/memory";
import { readPayload, type SessionPayload, type StopReason } from "../session/payload";
import * as move from "../session/player";
import { Pulse } from "../session/pulse";
import { Remote, type RemoteCommand } from "../session/remote";
import { DeviceVoice } from "../session/voice";
import { KEYS, View, type Command, type Settings } from "../session/view";
import { bringToLife } from "../viewer/moving";

const PACES: readonly move.Pace[] = [1, 1.5, 2, "own"];
const TICK_MS = 200;
/** A reload loses at most this much. */
const SAVE_MS = 1000;

function start(root: HTMLElement, payload: SessionPayload): void {
  const settings: Settings = { speak: true, isMute: false, beeps: true, keys: true, remote: false };
  const memory = tabMemory(payload.key, sessionStorage);
  const voice = new DeviceVoice(() => settings, payload.language, (isMute) => {
    if (settings.isMute === isMute) return;
    settings.isMute = isMute;
    update();
  });
  const coach = new Coach(voice);
  const awake = new Awake();
  const remote = new Remote((command) => runFromAfar(command));
  const finish = document.querySelector<HTMLElement>("[data-finish]");
  const pulse = new Pulse();
  let player = memory.load(Date.now()) ?? move.newPlayer(payload.timeline.steps, pulse.now());

  let saved = 0;
  const view = new View(root, payload, (command) => run(command));
  const dialog = root.querySelector<HTMLDialogElement>("dialog[data-hurts]");
  if (!dialog) throw new Error("the player has no dialog for pain");
  const hurts = hurtsDialog(dialog, payload, stop, () => ease(pulse.now()));
  /** New exercises whose card was read in this session. */
  const learned = new Set<string>();
  let lastExercise = move.currentStep(player).exercise;

  function change(next: move.Player): void {
    player = next;
    memory.save(player, pulse.now());
    update();
  }

  /** Where nothing ran for a while, the session was left then and waits there. True when it was running. */
  function wait(): boolean {
    const left = pulse.leftAt();
    if (left === null || player.paused !== null || !player.started) return false;
    player = move.pause(move.tick(player, left), left);
    voice.hush();
    memory.save(player, left);
    return true;
  }

  function update(): void {
    wait();
    const now = pulse.now();
    player = letLearn(move.tick(player, now), now);
    if (player.paused === null && now - saved >= SAVE_MS) {
      saved = now;
      memory.save(player, now);
    }
    coach.follow(player, now);
    view.show(player, settings, now, learned);
    announceBeat(player, now);
    const { exercise, kind } = move.currentStep(player);
    remote.show({ title: payload.names[exercise] ?? "", detail: payload.words.kinds[kind], isPaused: player.paused !== null });
    const over = move.isFinished(player);
    awake.keep((player.paused === null || root.dataset["card"] === "true") && !over);
    if (over) end();
  }

  /** A new exercise waits on its card until the person is ready. */
  function letLearn(ticked: move.Player, now: number): move.Player {
    const { exercise, kind } = move.currentStep(ticked);
    if (exercise === lastExercise) return ticked;
    lastExercise = exercise;
    const isNew = payload.learn?.includes(exercise) === true && !learned.has(exercise) && kind === "prepare";
    return isNew && ticked.started ? move.pause({ ...ticked, began: now, paused: null }, now) : ticked;
  }

  function run(command: Command): void {
    const hasWaited = wait();
    const now = pulse.now();
    const actions: Record<Command, () => void> = {
      // Pressed to pause what had been left: it is paused already.
      toggle: () => change(player.paused === null || hasWaited ? move.pause(player, now) : move.resume(player, now)),
      back: () => change(move.goBack(player, now)),
      next: () => change(move.goOn(player, now)),
      skip: () => change(move.skipItem(player, now)),
      easier: () => ease(now),
      hurts: () => {
        voice.hush();
        change(move.pause(player, now));
        hurts.open(mayEase());
      },
      pace: () => change(move.setPace(player, PACES[(PACES.indexOf(player.pace) + 1) % PACES.length] ?? 1, now)),
      speak: () => set("speak"),
      beeps: () => set("beeps"),
      keys: () => set("keys"),
      remote: () => set("remote"),
    };
    if (player.paused !== null && command !== "hurts") voice.hush();
    if (command === "toggle") learned.add(move.currentStep(player).exercise);
    actions[command]();
    if (command === "toggle" && player.paused !== null) voice.hush();
  }

  /** A button of headphones: play and pause say which, so that pressing twice does no harm. */
  function runFromAfar(command: RemoteCommand): void {
    if (isAsking() && command !== "pause") return;
    if (command === "next" || command === "back") run(command);
    else if ((command === "play") === (player.paused !== null)) run("toggle");
  }

  function set(name: keyof Settings): void {
    settings[name] = !settings[name];
    if (name === "remote") remote.use(settings.remote);
    if (!settings.speak) voice.hush();
    update();
  }

  /** A question is open: what goes on behind it would not be what the person sees. */
  function isAsking(): boolean {
    return document.querySelector("dialog[open]") !== null;
  }

  function mayEase(): boolean {
    const { item } = move.currentStep(player);
    return String(item) in payload.easier && !player.eased.includes(item);
  }

  function ease(now: number): void {
    const version = payload.easier[String(move.currentStep(player).item)];
    if (version) change(move.easeItem(player, version.steps, now));
  }

  function stop(reason: StopReason | null): void {
    if (reason === null) return;
    noteStop(reason, move.currentStep(player).exercise);
    change(move.stopItem(player, pulse.now()));
    if (reason.leads_to === "help") askForHelp(reason);
  }

  function end(): void {
    clearInterval(timer);
    awake.keep(false);
    remote.end();
    root.hidden = true;
    document.body.classList.replace("is-playing", "is-over");
    if (!finish) return;
    fillOutcomes(finish, player);
    finish.hidden = false;
    finish.querySelector<HTMLElement>("h1, h2")?.focus();
    if (canKeep()) nameRun(finish, memory.run());
    // Once it is put down on the device, or sent the plain way, this run is over.
    finish.addEventListener(PUT, () => memory.forget(), { once: true });
    if (!canKeep()) finish.addEventListener("submit", () => memory.forget(), { once: true });
  }

  document.addEventListener("keydown", (event) => {
    const command = KEYS[event.key];
    const typing = (event.target as Element).closest("input, select, textarea") || isAsking();
    const onButton = (event.target as Element).closest("button, a") && event.key === " ";
    if (!settings.keys || !command || typing || onButton || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    run(command);
  });
  document.addEventListener("visibilitychange", update);
  window.addEventListener("pagehide", () => {
    wait();
    if (!move.isFinished(player)) memory.save(player, pulse.now());
  });

  document.body.classList.add("is-playing");
  if (finish) hideUntilDone(finish);
  root.hidden = false;
  const timer = setInterval(update, TICK_MS);
  update();
}

/** A kept page may serve for several sessions; each run has a number of its own. */
function nameRun(finish: HTMLElement, run: string): void {
  finish.dataset["outboxId"] = run;
  const field = finish.querySelector<HTMLInputElement>("[name=client_id]");
  if (field) field.value = run;
}

/** Without script the page asks what was left out; the player ticks only what it saw done. */
function hideUntilDone(finish: HTMLElement): void {
  finish.hidden = true;
  for (const field of finish.querySelectorAll<HTMLInputElement>("[data-outcome]")) field.checked = false;
}

function fillOutcomes(finish: HTMLElement, player: move.Player): void {
  for (const [item, outcome] of Object.entries(player.outcomes)) {
    const field = finish.querySelector<HTMLInputElement>(`[data-outcome="${item}"][value="${outcome}"]`);
    if (field) field.checked = true;
  }
  for (const item of player.eased) {
    const field = finish.querySelector<HTMLInputElement>(`[data-eased="${item}"]`);
    if (field) field.value = "yes";
  }
}

function noteStop(reason: StopReason, exercise: string): void {
  const finish = document.querySelector<HTMLElement>("[data-finish]");
  const notes = finish?.querySelector<HTMLInputElement>("[data-stop-notes]");
  if (notes) notes.value = [notes.value, `${exercise}:${reason.id}`].filter(Boolean).join(" ");
}

/** Posted, so that what happened stands in no address and no history. */
function askForHelp(reason: StopReason): void {
  const form = document.querySelector<HTMLFormElement>("form[data-stop-form]");
  const field = form?.querySelector<HTMLInputElement>("[name=reason]");
  if (!form || !field) return;
  field.value = reason.id;
  sessionStorage.setItem(STOPPED_FOR, reason.id);
  form.submit();
}

const root = document.querySelector<HTMLElement>("[data-player]");
if (root) {
  start(root, readPayload(document));
  bringToLife(root);
}
