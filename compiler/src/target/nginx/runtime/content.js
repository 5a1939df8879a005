// Stage 11: media type and coding, size, JSON, schema.

import refusal from 'refusal.js';
import schema from 'schema.js';
import strings from 'text.js';
import wire from 'wire.js';

// What the headers tell of the body, before it is read. Gives a refusal or null.
function checkHeaders(route, request) {
    const lengths = wire.values(request, 'content-length');
    const length = lengths.length === 0 ? 0 : Number(lengths[0]);
    if (route.body === null) {
        const none = length === 0 && wire.values(request, 'transfer-encoding').length === 0;
        return none ? null : refusal.make(413, route.name + '/body');
    }
    const types = wire.values(request, 'content-type');
    if (types.length !== 1 || !isJson(types[0]) || wire.values(request, 'content-encoding').length > 0) {
        const refused = refusal.make(415, route.name + '/body.type');
        refused.accept = 'application/json';
        return refused;
    }
    return length <= route.body.max ? null : refusal.make(413, route.name + '/body.size');
}

// application/json, with no parameter or only charset=utf-8.
function isJson(value) {
    const parts = value.split(';');
    if (strings.lower(strings.trim(parts[0])) !== 'application/json' || parts.length > 2) {
        return false;
    }
    if (parts.length === 1) {
        return true;
    }
    const parameter = strings.lower(strings.trim(parts[1]));
    return parameter === 'charset=utf-8' || parameter === 'charset="utf-8"';
}

// Gives a refusal or null.
function checkBody(r, route) {
    let octets;
    try {
        octets = r.requestBuffer;
    } catch (error) {
        // The buffer holds every body within the limit, unless chunk extensions fill it.
        return refusal.make(413, route.name + '/body.size');
    }
    if (octets === undefined) {
        octets = Buffer.from('');
    }
    if (octets.length > route.body.max) {
        return refusal.make(413, route.name + '/body.size');
    }
    switch (schema.judge(octets, route.body.schema)) {
    case 'accepted':
        return null;
    case 'json':
        return refusal.make(400, route.name + '/body.json');
    case 'schema':
        return refusal.make(422, route.name + '/body.schema');
    }
    throw new Error('the body was not judged');
}

export default { checkHeaders, checkBody, isJson };
