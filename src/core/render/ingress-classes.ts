/** How long nothing may come from an engine that reads a long prompt, in seconds. */
const silence = 3600;

/**
 * What controllers are told by annotations so that tokens are passed on as they come and a long
 * answer is not cut off, by the usual name of their IngressClass. Of those that are missing here
 * nothing is known, or nothing has to be said: Traefik and Cilium pass on what comes, and GCE
 * reads its time-outs from an object of its own.
 */
export const ingressClasses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Two controllers are called so, and each leaves the annotations of the other alone.
  nginx: {
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': `${silence}`,
    'nginx.ingress.kubernetes.io/proxy-send-timeout': `${silence}`,
    'nginx.ingress.kubernetes.io/proxy-body-size': '64m',
    'nginx.org/proxy-buffering': 'false',
    'nginx.org/proxy-read-timeout': `${silence}s`,
    'nginx.org/proxy-send-timeout': `${silence}s`,
    'nginx.org/client-max-body-size': '64m',
  },
  haproxy: {
    'haproxy.org/timeout-server': `${silence}s`,
    'haproxy-ingress.github.io/timeout-server': `${silence}s`,
  },
  // Its instances are nodes otherwise, and a Service without a port on them has none.
  alb: {
    'alb.ingress.kubernetes.io/target-type': 'ip',
    'alb.ingress.kubernetes.io/load-balancer-attributes': `idle_timeout.timeout_seconds=${silence}`,
  },
  contour: { 'projectcontour.io/response-timeout': 'infinity' },
  'azure-application-gateway': { 'appgw.ingress.kubernetes.io/request-timeout': `${silence}` },
  'openshift-default': { 'haproxy.router.openshift.io/timeout': `${silence}s` },
};
