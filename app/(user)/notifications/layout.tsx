import { guardedLayout } from '../user-page.tsx'

export default guardedLayout('/notifications')
