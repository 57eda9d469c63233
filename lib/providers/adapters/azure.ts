import type { LanguageModel } from 'ai'
import { type Fetch, type ProbeRequest, type ProviderEnv, trimSlash } from './adapter.ts'

const AZURE_HOST = /\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/i

/**
 * Azure OpenAI is meant when OPENAI_BASE_URL is one of its hosts, or when AZURE_OPENAI_API_VERSION says so for a
 * gateway before it. OPENAI_API_KEY is then the resource's key and OPENAI_MODEL the name of the deployment.
 *
 * Without a version, or with `v1`, the undated API is called: `{resource}/openai/v1/chat/completions`. With a dated
 * version, the address names the deployment: `{resource}/openai/deployments/{model}/…?api-version={version}`.
 * Of the given address all after `/openai` is dropped, so the target URI of Azure's portal may be pasted as it is.
 * Source: learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle.
 */
export function isAzure(env: ProviderEnv): boolean {
  if (env.OPENAI_BASE_URL === undefined) return false
  return env.AZURE_OPENAI_API_VERSION !== undefined || AZURE_HOST.test(new URL(env.OPENAI_BASE_URL).hostname)
}

export async function azureModel(env: ProviderEnv, deployment: string, fetch: Fetch): Promise<LanguageModel> {
  const { createAzure } = await import('@ai-sdk/azure')
  const { root, version } = address(env)
  const settings = { apiKey: env.OPENAI_API_KEY, fetch }
  return (
    version === null
      ? createAzure({ ...settings, baseURL: `${root}/v1` })
      : createAzure({ ...settings, baseURL: root, apiVersion: version, useDeploymentBasedUrls: true })
  ).chat(deployment)
}

export function azureProbe(env: ProviderEnv): ProbeRequest {
  const { root, version } = address(env)
  const path = version === null ? '/v1/models' : `/models?api-version=${encodeURIComponent(version)}`
  return { url: root + path, headers: { 'api-key': env.OPENAI_API_KEY ?? '' } }
}

function address(env: ProviderEnv): { root: string; version: string | null } {
  const url = new URL(env.OPENAI_BASE_URL ?? '')
  const path = /^.*?\/openai(?=\/|$)/.exec(url.pathname)?.[0] ?? `${trimSlash(url.pathname)}/openai`
  const version = env.AZURE_OPENAI_API_VERSION ?? url.searchParams.get('api-version')
  return { root: url.origin + path, version: version === 'v1' ? null : version }
}
