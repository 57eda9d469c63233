/** @type {import('next').NextConfig} */
export default {
  // Headers come from our own server, which makes a nonce for each page.
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks types once for the whole project; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // The development server takes requests from the same names of this machine as the socket does.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  devIndicators: false,
  serverExternalPackages: ['pino', 'graphile-worker', '@node-rs/argon2', 'nodemailer', 'hdr-histogram-js'],
  experimental: {
    // Actions take small forms only; files have a route of their own that streams them.
    serverActions: { bodySizeLimit: '1mb' },
    optimizePackageImports: ['lucide-react'],
  },
}
