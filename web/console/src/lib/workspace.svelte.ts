// The workspace as its owner and admins see it: pages change it, and the banners above them follow.
import type { WorkspaceView } from '../../../generated/api'

class Workspaces {
  current = $state<WorkspaceView | null>(null)
}

export const workspaces = new Workspaces()
