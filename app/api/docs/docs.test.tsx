import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { openApi } from '#app/api/_contracts.ts'
import { operationsOf } from './_operation.tsx'
import { schemaRows, typeInWords } from './_schema-rows.ts'
import ApiDocsPage from './page.tsx'

const html = renderToStaticMarkup(<ApiDocsPage />)

test('the page tells of every route and every schema', () => {
  for (const { path, operation } of operationsOf(openApi())) {
    expect(html).toContain(path)
    expect(html).toContain(`id="${operation.operationId}"`)
  }
  for (const name of Object.keys(openApi().components?.schemas ?? {})) {
    expect(html).toContain(`id="schema-${name}"`)
  }
})

test('its links within itself lead somewhere, and none leads to another host', () => {
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})

test('nested values are named by their path, lists and missing values included', () => {
  const rows = schemaRows({
    properties: {
      items: {
        type: 'array',
        items: { properties: { name: { type: 'string', maxLength: 5 } }, required: ['name'] },
      },
      owner: { anyOf: [{ $ref: '#/components/schemas/Actor' }, { type: 'null' }] },
    },
    required: ['items'],
  })
  expect(rows.map(({ path, type, required, reference }) => [path, type, required, reference])).toEqual([
    ['items', 'list of any value', true, null],
    ['items[].name', 'text', true, null],
    ['owner', 'Actor or null', false, 'Actor'],
  ])
  expect(rows[1]?.description).toBe('At most 5 characters.')
  expect(typeInWords({ enum: ['a', null] })).toBe('"a" | null')
})
