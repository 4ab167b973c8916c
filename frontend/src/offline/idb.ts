/** Entries in IndexedDB, which outlives the page, the browser and a flat battery. */
import type { Entry, Store } from "./entry";

const DATABASE = "loadshare";
const ENTRIES = "entries";

export class DeviceStore implements Store {
  private opened: Promise<IDBDatabase> | null = null;

  async add(entry: Entry): Promise<boolean> {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const writing = database.transaction(ENTRIES, "readwrite", { durability: "strict" });
      const request = writing.objectStore(ENTRIES).add(entry);
      let isNew = true;
      request.onerror = (event) => {
        if (request.error?.name !== "ConstraintError") return;
        isNew = false;
        event.preventDefault();
        event.stopPropagation();
      };
      writing.oncomplete = () => resolve(isNew);
      writing.onabort = writing.onerror = () => reject(writing.error);
    });
  }

  async all(): Promise<Entry[]> {
    const entries = (await this.open()).transaction(ENTRIES).objectStore(ENTRIES);
    return answered(entries.getAll() as IDBRequest<Entry[]>);
  }

  async refuse(id: string, words: string): Promise<void> {
    await this.change(id, (cursor) => cursor.update({ ...(cursor.value as Entry), refused: words }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.change(id, (cursor) => cursor.delete());
  }

  async clear(): Promise<void> {
    const writing = (await this.open()).transaction(ENTRIES, "readwrite");
    writing.objectStore(ENTRIES).clear();
    await finished(writing);
  }

  private async change(id: string, act: (cursor: IDBCursorWithValue) => unknown): Promise<void> {
    const writing = (await this.open()).transaction(ENTRIES, "readwrite", { durability: "strict" });
    const search = writing.objectStore(ENTRIES).index("id").openCursor(IDBKeyRange.only(id));
    search.onsuccess = () => {
      if (search.result) act(search.result);
    };
    await finished(writing);
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        const entries = request.result.createObjectStore(ENTRIES, { keyPath: "order", autoIncrement: true });
        entries.createIndex("id", "id", { unique: true });
      };
      request.onsuccess = () => {
        // Emptying the device must never wait for an open page.
        request.result.onversionchange = () => this.close(request.result);
        request.result.onclose = () => (this.opened = null);
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  private close(database: IDBDatabase): void {
    this.opened = null;
    database.close();
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
