import type { DocumentStore } from '../domain/objects/document-store.ts'
import type { ListStore } from '../domain/objects/list-store.ts'
import type { MapStore } from '../domain/objects/map-store.ts'
import type { StreamStore } from '../domain/objects/stream-store.ts'
import type { Clock } from '../domain/time/clock.ts'
import type { Service } from '../domain/world/services.ts'
import { ReachableFake } from './reachable-fake.ts'

/** What a fake holds: the objects of each service, by kind. */
export class FakeStores<Time extends Clock> extends ReachableFake<Time> {
  /** The Streams of the `default` service, which an app sees at `services('default').syncStreams`. */
  get streams(): StreamStore {
    return this.service().streams
  }

  /**
   * The Documents of the `default` service, which an app sees at `services('default').documents`.
   *
   * @example
   * sync.documents.create({ uniqueName: 'menu', data: { soup: 'leek' } })
   * sync.documents.fetch('menu').data //=> { soup: 'leek' }
   */
  get documents(): DocumentStore {
    return this.service().documents
  }

  /**
   * The Lists of the `default` service, which an app sees at `services('default').syncLists`.
   *
   * @example
   * sync.lists.create({ uniqueName: 'log' })
   * sync.lists.items('log').create({ data: { seated: 'ann' } })
   * sync.lists.items('log').all().length //=> 1
   */
  get lists(): ListStore {
    return this.service().lists
  }

  /**
   * The Maps of the `default` service, which an app sees at `services('default').syncMaps`.
   *
   * @example
   * sync.maps.create({ uniqueName: 'seats' })
   * sync.maps.items('seats').set('ann', { data: { seat: 1 } })
   * sync.maps.items('seats').find('bob') //=> undefined
   */
  get maps(): MapStore {
    return this.service().maps
  }

  /**
   * Returns a service: its SID, its objects by kind and its settings. Creates it on first use if
   * the `services` option allows.
   *
   * @param sid an `IS…` SID or `'default'`. Default: `'default'`.
   * @throws SyncError 404 / 20404 if the `services` option does not allow it, or if it was removed
   */
  service(sid = 'default'): Service {
    return this.worlds.current.world.home.services.fetch(sid)
  }
}
