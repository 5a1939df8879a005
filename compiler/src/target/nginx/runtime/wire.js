// Stage 1 and 2: what stands on the wire, before any rule of the policy is asked.

import path from 'path.js';
import refusal from 'refusal.js';
import route from 'route.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const MAX_TARGET = 4096;

// The request line as it came, and the headers by '=' + lower-case name, each a list of values. nginx's own request
// variables are not used: error pages rewrite the method, and absolute form replaces host and path.
function read(r) {
    const line = r.rawVariables.request;
    if (line === undefined || line === null) {
        return { method: '', target: '', targetSize: 0, complete: false, headers: {} };
    }
    const first = line.indexOf(' ');
    const last = line.lastIndexOf(' ');
    const method = first < 0 ? line.toString() : line.toString('utf8', 0, first);
    let target = '';
    let targetSize = 0;
    let complete = false;
    if (first >= 0) {
        complete = last > first && line.toString('utf8', last + 1).startsWith('HTTP/');
        const end = complete ? last : line.length;
        target = line.toString('utf8', first + 1, end);
        targetSize = end - first - 1;
    }
    const headers = {};
    r.rawHeadersIn.forEach((line) => {
        const name = '=' + line[0].toLowerCase();
        if (headers[name] === undefined) {
            headers[name] = [];
        }
        headers[name].push(line[1]);
    });
    return { method: method, target: target, targetSize: targetSize, complete: complete, headers: headers };
}

function values(request, name) {
    const found = request.headers['=' + name];
    return found === undefined ? [] : found;
}

function checkLine(request) {
    if (METHODS.indexOf(request.method) < 0) {
        return refusal.make(400, 'wire');
    }
    if (request.targetSize > MAX_TARGET) {
        return refusal.make(414, 'wire');
    }
    return null;
}

function check(request) {
    const refused = checkLine(request);
    if (refused !== null) {
        return refused;
    }
    if (values(request, 'host').length !== 1 || values(request, 'content-length').length > 1) {
        return refusal.make(400, 'wire');
    }
    for (let i = 0; i < plan.singleHeaders.length; i++) {
        if (isRepeated(request, plan.singleHeaders[i])) {
            return refusal.make(400, 'wire');
        }
    }
    return null;
}

// Whether a header stands more than once, or may have before somebody joined its lines with a comma.
function isRepeated(request, name) {
    const lines = values(request, name);
    if (lines.length !== 1 || Array.prototype.indexOf.call(plan.joinedThoughSingle, name) < 0) {
        return lines.length > 1;
    }
    const line = lines[0];
    for (let at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) {
        if (at + 1 < line.length && line[at + 1] !== ' ' && line[at + 1] !== '\t') {
            return true;
        }
    }
    return false;
}

// Which rule a request broke that never got a decision. `status` is nginx's own; what is not the client's fault is for
// the caller to name, and gives null here.
function explain(r, status) {
    const request = read(r);
    const refused = checkLine(request);
    if (refused !== null) {
        return refused;
    }
    const misspelled = path.parse(request.target) === null;
    // nginx gives up on a target before it reads headers; with headers at hand, one of them is the cause.
    if (r.rawHeadersIn.length === 0) {
        return refusal.make(400, misspelled && request.complete ? 'path' : 'wire');
    }
    // Addresses of nginx's own error pages, which a client could name, hold a control character.
    const complete = check(request) === null;
    if (complete && misspelled) {
        return refusal.make(400, 'path');
    }
    switch (status) {
    case 403:
    case 413:
    case 500:
    case 502:
    case 504:
        return null;
    case 414:
        return refusal.make(414, 'wire');
    case 494:
        return refusal.make(431, 'wire');
    }
    // No host that a policy can name is unfit for nginx.
    const hosts = values(request, 'host');
    if (complete && !isHost(hosts[0]) && plan.hosts.length > 0 && !route.isServed(hosts[0])) {
        return refusal.make(421, 'host');
    }
    return refusal.make(400, 'wire');
}

// Whether nginx takes the value of Host: not empty, no slash, space, control or double dot.
function isHost(host) {
    if (host === '' || host[0] === ':' || host === '.' || host.indexOf('..') >= 0) {
        return false;
    }
    for (let i = 0; i < host.length; i++) {
        const code = host.charCodeAt(i);
        if (code <= 0x20 || code === 0x7f || code === 0x2f) {
            return false;
        }
    }
    return true;
}

export default { read, values, check, explain };
