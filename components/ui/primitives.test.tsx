import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Avatar } from './avatar.tsx'
import { Badge } from './badge.tsx'
import { Banner } from './banner.tsx'
import { Button, ButtonLink } from './button.tsx'
import { Card } from './card.tsx'
import { Checkbox } from './checkbox.tsx'
import { Code, CodeBlock } from './code.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { IconButton } from './icon-button.tsx'
import { Input } from './input.tsx'
import { Kbd } from './kbd.tsx'
import { Link } from './link.tsx'
import { Menu } from './menu.tsx'
import { Num } from './number.tsx'
import { Popover } from './popover.tsx'
import { Progress } from './progress.tsx'
import { Select } from './select.tsx'
import { Separator } from './separator.tsx'
import { Sheet } from './sheet.tsx'
import { Skeleton } from './skeleton.tsx'
import { StatTile } from './stat-tile.tsx'
import { Status } from './status.tsx'
import { Switch } from './switch.tsx'
import { Tabs } from './tabs.tsx'
import { Textarea } from './textarea.tsx'
import { Time } from './time.tsx'
import { ToastHost } from './toast.tsx'
import { Tooltip } from './tooltip.tsx'

/** What the server sends before any script has run. */
const html = (element: ReactElement) => renderToStaticMarkup(element)
const attribute = (markup: string, name: string) => markup.match(new RegExp(`${name}="([^"]*)"`))?.[1]

describe('controls', () => {
  test('a pending button cannot submit, and keeps the focus', () => {
    const markup = html(
      <Button type="submit" pending>
        Save
      </Button>,
    )
    expect(markup).toContain('type="button"')
    expect(markup).toContain('aria-busy="true"')
    expect(markup).not.toContain('disabled=""')
  })

  test('a button does not submit unless it is asked to', () => {
    expect(html(<Button>Open</Button>)).toContain('type="button"')
  })

  test('an icon button has a name', () => {
    expect(html(<IconButton label="Search" icon={<svg />} />)).toContain('aria-label="Search"')
  })

  test('links go somewhere; those that leave say so and tell nobody whence', () => {
    expect(html(<ButtonLink href="/users">Users</ButtonLink>)).toContain('href="/users"')
    const away = html(
      <Link href="https://example.org" external>
        Source
      </Link>,
    )
    expect(away).toContain('rel="noreferrer noopener"')
    expect(away).toContain('opens in a new tab')
  })

  test('a field ties label, error and hint to its control', () => {
    const markup = html(
      <Field label="E-mail" hint="Work address" error="Not an address." required>
        {(control) => <Input {...control} type="email" />}
      </Field>,
    )
    const id = attribute(markup, 'for')
    expect(id).toBeTruthy()
    expect(markup).toContain(`<input type="email" id="${id}"`)
    expect(markup).toContain(`aria-describedby="${id}-error ${id}-hint"`)
    expect(markup).toContain('aria-invalid="true"')
    expect(markup).toMatch(new RegExp(`<p id="${id}-error" role="alert"[^>]*>.*Not an address\\.`))
  })

  test('a field without error or hint describes itself by nothing', () => {
    const markup = html(<Field label="Name">{(control) => <Textarea {...control} />}</Field>)
    expect(markup).not.toContain('aria-describedby')
    expect(markup).not.toContain('aria-invalid="')
  })

  test('select, checkbox and switch are the native controls with their labels', () => {
    expect(html(<Select aria-label="Role" options={[{ value: 'a', label: 'Admin' }]} />)).toMatch(
      /<select aria-label="Role"/,
    )
    const box = html(<Checkbox label="I agree" />)
    expect(box).toContain('type="checkbox"')
    expect(box).toContain(`for="${attribute(box, 'id')}"`)
    expect(html(<Switch label="Weekly summary" />)).toMatch(
      /<label[^>]*>.*Weekly summary.*role="switch".*<\/label>/,
    )
  })
})

describe('things over the page', () => {
  test('a dialog is named and described, and empty until it opens', () => {
    const open = html(
      <Dialog open onClose={() => {}} title="Invite" description="By e-mail">
        Body
      </Dialog>,
    )
    const named = attribute(open, 'aria-labelledby')
    expect(open).toContain(`<h2 id="${named}"`)
    expect(open).toContain(`id="${attribute(open, 'aria-describedby')}"`)
    expect(open).toContain('aria-label="Close"')
    expect(
      html(
        <Sheet open={false} onClose={() => {}} title="Detail">
          Secret
        </Sheet>,
      ),
    ).not.toContain('Secret')
  })

  test('what cannot be undone waits for the typed word', () => {
    const markup = html(
      <ConfirmDialog
        open
        onClose={() => {}}
        onConfirm={() => {}}
        title="Delete?"
        confirmLabel="Delete user"
        typeToConfirm="ana"
      >
        Gone.
      </ConfirmDialog>,
    )
    expect(markup).toMatch(
      /<button[^>]*type="submit"[^>]*disabled=""[^>]*>|<button[^>]*disabled=""[^>]*type="submit"/,
    )
  })

  test('a popover opens without script: its trigger names its panel', () => {
    const markup = html(
      <Popover label="Columns" trigger="Columns">
        Body
      </Popover>,
    )
    expect(markup).toMatch(
      new RegExp(`<div id="${attribute(markup, 'popoverTarget')}" popover="auto" role="dialog"`, 'i'),
    )
  })

  test('a menu has a named list of commands', () => {
    const markup = html(
      <Menu label="Actions" trigger="More" items={[{ id: 'x', label: 'Delete', danger: true }]} />,
    )
    expect(markup).toContain('aria-haspopup="menu"')
    expect(markup).toContain('role="menu" aria-label="Actions"')
    expect(markup).toContain('role="menuitem"')
  })

  test('a tooltip describes its control', () => {
    const markup = html(
      <Tooltip content="Per 100,000">
        <Button>Rate</Button>
      </Tooltip>,
    )
    expect(markup).toContain(`id="${attribute(markup, 'aria-describedby')}" role="tooltip"`)
  })

  test('the place of messages is announced, and there before the first one', () => {
    expect(html(<ToastHost />)).toContain('role="status"')
  })
})

describe('things that say something', () => {
  test('a state is an icon and a word, never a colour alone', () => {
    const markup = html(<Status tone="bad">Down</Status>)
    expect(markup).toContain('<svg')
    expect(markup).toContain('Down')
  })

  test('a missing number is "no data" with its reason, never zero', () => {
    const markup = html(<Num value={null} reason="No import yet" />)
    expect(markup).toContain('no data')
    expect(markup).toContain('No import yet')
    expect(html(<Num value={0} />)).toContain('>0<')
  })

  test('a compact number has its digits on hover, an interval both ends, an estimate its mark', () => {
    expect(html(<Num value={1_234_567} />)).toMatch(/title="1,234,567".*1\.23M/)
    expect(html(<Num value={412} low={380} high={450} estimate />)).toMatch(/412.*\(380–450\).*est\./)
  })

  test('a time is machine-readable and has the moment on hover', () => {
    const markup = html(<Time at={Date.UTC(2026, 1, 9)} />)
    expect(markup).toContain('dateTime="2026-02-09T00:00:00.000Z"')
    expect(markup).toContain('title="9 Feb 2026, 00:00:00 UTC"')
  })

  test('a calendar day has no hour, not even on hover', () => {
    const markup = html(<Time at="2026-02-09" look="day" />)
    expect(markup).toContain('>9 Feb 2026<')
    expect(markup).not.toContain('title')
  })

  test('progress shows its counts, and no share that it cannot know', () => {
    const known = html(<Progress label="Importing" value={50} max={200} unit="rows" />)
    expect(known).toContain('50 of 200 rows · 25 %')
    expect(known).toMatch(/<progress[^>]*value="50"/)
    const unknown = html(<Progress label="Reading" value={50} max={null} />)
    expect(unknown).not.toContain('%')
    expect(unknown).not.toMatch(/<progress[^>]*value=/)
  })

  test('tabs are links, and one of them is where we are', () => {
    const markup = html(
      <Tabs
        label="User"
        current="b"
        tabs={[
          { key: 'a', label: 'Profile', href: '?tab=a' },
          { key: 'b', label: 'Conflicts', href: '?tab=b', count: 3 },
        ]}
      />,
    )
    expect(markup.match(/aria-current="page"/g)).toHaveLength(1)
    expect(markup).toMatch(/aria-current="page"[^>]*href="\?tab=b"|href="\?tab=b"[^>]*aria-current="page"/)
  })

  test('a banner that reports a failure interrupts; one that is always there does not', () => {
    expect(html(<Banner tone="bad" title="Refused" live="assertive" />)).toContain('role="alert"')
    expect(html(<Banner title="Note" />)).not.toContain('role=')
  })

  test('a card is a section under its heading', () => {
    expect(html(<Card title="Health">Body</Card>)).toMatch(/<section.*<h2[^>]*>Health<\/h2>/)
    expect(html(<StatTile label="Users" value="3" href="/admin/users" />)).toContain('href="/admin/users"')
  })

  test('decoration is silent', () => {
    expect(html(<Avatar name="Ana Petrović" />)).toContain('aria-hidden="true"')
    expect(html(<Avatar name="Ana" label="Ana" />)).toContain('role="img" aria-label="Ana"')
    expect(html(<Skeleton className="h-4" />)).toContain('aria-hidden="true"')
    expect(html(<Separator label="or" />)).toContain('or')
    expect(html(<Kbd>K</Kbd>)).toContain('<kbd')
    expect(html(<Badge>Free</Badge>)).toContain('Free')
    expect(html(<Code>x</Code>)).toContain('<code')
  })

  test('a block of code that scrolls can be reached by keyboard', () => {
    expect(html(<CodeBlock label="Log">line</CodeBlock>)).toMatch(
      /aria-label="Log" tabindex="0"|tabindex="0" aria-label="Log"/i,
    )
  })
})
