/* bind.c: Python's rules that bring the arguments of a call to the parameters of a signature.
 *
 * A signature is read once, at the routine's first call, into a fixed pool; its parameters point
 * into the signature text. */
#include "registry.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* -- reading a signature ---------------------------------------------------------------------- */

static bool is_name_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The end of a default value: the comma or bracket that closes it, outside quotes and brackets. */
static const char *skip_default(const char *p)
{
    int depth = 0;
    for (char quote = 0; *p; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        else if (strchr("([{<", *p))
            depth++;
        else if (depth > 0 && strchr(")]}>", *p))
            depth--;
        else if (depth == 0 && (*p == ',' || *p == ')'))
            break;
    }
    return p;
}

int ct_params_parse(const char *signature, ct_param *items)
{
    int count = 0;
    uint8_t kind = CT_PARAM_EITHER;
    const char *p = signature;
    if (*p++ != '(')
        return ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "signature without (: %s", signature), -1;
    while (*p && *p != ')') {
        if (*p == ' ' || *p == ',') {
            p++;
        } else if (*p == '/') {
            for (int i = 0; i < count; i++)
                items[i].kind = CT_PARAM_POSITIONAL;
            p++;
        } else if (*p == '*' && (p[1] == ',' || p[1] == ' ')) {
            kind = CT_PARAM_KEYWORD;
            p++;
        } else {
            int stars = 0;
            for (; *p == '*'; p++)
                stars++;
            const char *end = p;
            while (is_name_char(*end))
                end++;
            if (end == p || end - p > UINT8_MAX || count == CT_MOST_PARAMS)
                return ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "cannot read signature: %s",
                                    signature),
                       -1;
            uint8_t own = stars == 2 ? CT_PARAM_KEYWORDS : stars == 1 ? CT_PARAM_REST : kind;
            items[count++] = (ct_param){p, (uint8_t)(end - p), own, !stars && *end != '='};
            if (stars == 1)
                kind = CT_PARAM_KEYWORD;
            p = *end == '=' ? skip_default(end + 1) : end;
        }
    }
    return count;
}

/* -- binding ----------------------------------------------------------------------------------- */

static int find_keyword(const ct_params *params, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < params->count; i++) {
        const ct_param *p = &params->items[i];
        if (p->length == length && !memcmp(p->name, name, length))
            return i;
    }
    return -1;
}

static ct_status too_many(const ct_params *params, const char *name, int64_t given)
{
    int least = 0, most = 0;
    for (int i = 0; i < params->count; i++)
        if (params->items[i].kind <= CT_PARAM_EITHER) {
            most++;
            least += params->items[i].required;
        }
    const char *verb = given == 1 ? "was" : "were";
    if (least == most)
        return ct_error_set(CT_TYPE_ERROR, name, 0,
                            "%s() takes %d positional argument%s but %lld %s given", name, most,
                            most == 1 ? "" : "s", (long long)given, verb);
    return ct_error_set(CT_TYPE_ERROR, name, 0,
                        "%s() takes from %d to %d positional arguments but %lld %s given", name,
                        least, most, (long long)given, verb);
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'" of the required parameters that have no value. */
static int list_missing(const ct_params *params, ct_object *const *slots, bool keyword, char *text,
                        size_t room)
{
    int missing[CT_MOST_PARAMS], n = 0;
    for (int i = 0; i < params->count; i++) {
        const ct_param *p = &params->items[i];
        if (p->required && !slots[i] && (p->kind == CT_PARAM_KEYWORD) == keyword)
            missing[n++] = i;
    }
    size_t at = 0;
    text[0] = '\0';
    for (int k = 0; k < n && at < room; k++) {
        const ct_param *p = &params->items[missing[k]];
        const char *before = k == 0 ? "" : k < n - 1 ? ", " : n == 2 ? " and " : ", and ";
        at += (size_t)snprintf(text + at, room - at, "%s'%.*s'", before, p->length, p->name);
    }
    return n;
}

static ct_status check_missing(const ct_params *params, const char *name, ct_object *const *slots)
{
    char text[256];
    bool missing = false;
    for (int i = 0; i < params->count; i++)
        missing |= params->items[i].required && !slots[i];
    if (CT_LIKELY(!missing))
        return CT_OK;
    for (int keyword = 0; keyword < 2; keyword++) {
        int n = list_missing(params, slots, keyword, text, sizeof text);
        if (n)
            return ct_error_set(CT_TYPE_ERROR, name, 0,
                                "%s() missing %d required %s argument%s: %s", name, n,
                                keyword ? "keyword-only" : "positional", n == 1 ? "" : "s", text);
    }
    return CT_OK;
}

/* Positional arguments to slots, the surplus to *rest. */
static ct_status bind_positional(const ct_params *params, const char *name, int64_t nargs,
                                 ct_object *const *args, ct_object **slots, ct_object **rest)
{
    int64_t used = 0;
    for (int i = 0; i < params->count; i++) {
        uint8_t kind = params->items[i].kind;
        if (kind <= CT_PARAM_EITHER) {
            if (used < nargs)
                slots[i] = args[used++];
        } else if (kind == CT_PARAM_REST) {
            slots[i] = *rest = ct_tuple(nargs - used, args + used);
            if (!*rest)
                return ct_error_pending();
            used = nargs;
        }
    }
    return used < nargs ? too_many(params, name, nargs) : CT_OK;
}

/* The array API's device=: there is one. */
static ct_status check_device(const char *name, const ct_object *device)
{
    if (ct_type_of(device) == &ct_none_type)
        return CT_OK;
    char *text = ct_str(device, NULL);
    if (!text)
        return ct_error_pending();
    ct_status status = CT_OK;
    if (strcmp(text, "cpu") != 0)
        status =
            ct_error_set(CT_VALUE_ERROR, name, 0,
                         "Device not understood. Only \"cpu\" is allowed, but received: %s", text);
    ct_free(text);
    return status;
}

/* like=: nothing but Carton's own arrays can be made here. */
static ct_status check_like(const char *name, const ct_object *like)
{
    const ct_type *type = ct_type_of(like);
    return type == &ct_none_type || type == &ct_array_type
               ? CT_OK
               : ct_error_set(CT_TYPE_ERROR, name, 0,
                              "The `like` argument must be an array-like that implements the "
                              "`__array_function__` protocol.");
}

static ct_status bind_keyword(const ct_params *params, const char *name, const char *keyword,
                              ct_object *value, ct_object **slots, ct_object *keywords)
{
    int i = find_keyword(params, keyword);
    uint8_t kind = i < 0 ? CT_PARAM_KEYWORDS : params->items[i].kind;
    if (kind == CT_PARAM_EITHER || kind == CT_PARAM_KEYWORD) {
        if (slots[i])
            return ct_error_set(CT_TYPE_ERROR, name, 0,
                                "%s() got multiple values for argument '%s'", name, keyword);
        slots[i] = value;
        if (kind == CT_PARAM_KEYWORD && !strcmp(keyword, "device"))
            return check_device(name, value);
        return kind == CT_PARAM_KEYWORD && !strcmp(keyword, "like") ? check_like(name, value)
                                                                    : CT_OK;
    }
    if (keywords) {
        ct_object *key = ct_string(keyword, -1);
        ct_status status = key ? ct_dict_set(keywords, key, value) : ct_error_pending();
        ct_release(key);
        return status;
    }
    if (kind == CT_PARAM_POSITIONAL)
        return ct_error_set(
            CT_TYPE_ERROR, name, 0,
            "%s() got some positional-only arguments passed as keyword arguments: '%s'", name,
            keyword);
    return ct_error_set(CT_TYPE_ERROR, name, 0, "%s() got an unexpected keyword argument '%s'",
                        name, keyword);
}

ct_status ct_params_bind(const ct_params *params, const char *name, int64_t nargs,
                         ct_object *const *args, int64_t nkeywords, const char *const *names,
                         ct_object *const *values, ct_object **slots, ct_object **rest,
                         ct_object **keywords)
{
    *rest = *keywords = NULL;
    for (int i = 0; i < params->count; i++) {
        slots[i] = NULL;
        if (params->items[i].kind == CT_PARAM_KEYWORDS) {
            slots[i] = *keywords = ct_dict();
            if (!*keywords)
                return ct_error_pending();
        }
    }
    ct_status status = bind_positional(params, name, nargs, args, slots, rest);
    for (int64_t k = 0; k < nkeywords && !status; k++)
        status = bind_keyword(params, name, names[k], values[k], slots, *keywords);
    if (!status)
        status = check_missing(params, name, slots);
    if (status) {
        ct_release(*rest);
        ct_release(*keywords);
        *rest = *keywords = NULL;
    }
    return status;
}

/* -- the cache of read signatures ---------------------------------------------------------------
 */

typedef struct signature {
    ct_params params;
    const char *method; /* a method's name, whose self comes before the parameters; else NULL */
    int least, most;    /* positional arguments that need no binding: they fill the first slots */
} signature;

enum { MOST_ROUTINES = 2048, POOL = 16384 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ct_param pool[POOL]; /* not from ct_alloc: it stays, and must not look like a leak */
static int pool_used;
static struct {
    signature known;
    _Atomic bool is_read;
} cache[MOST_ROUTINES];

static ct_status read_signature(const ct_routine *routine, ct_param *room, signature *out)
{
    out->params = (ct_params){ct_params_parse(routine->signature, room), room};
    out->method = ct_routine_is_method(routine) ? strrchr(routine->name, '.') + 1 : NULL;
    out->least = out->most = 0;
    for (int i = 0; i < out->params.count; i++) {
        bool collects = room[i].kind == CT_PARAM_REST || room[i].kind == CT_PARAM_KEYWORDS;
        out->most += room[i].kind <= CT_PARAM_EITHER;
        if (room[i].required || collects) /* behind the positional ones: more than there can be */
            out->least = i + 1;
    }
    return out->params.count < 0 ? ct_error_pending() : CT_OK;
}

/* A signature that was read, into the cache while the pool has room for its parameters. */
static void keep(int index, const signature *read)
{
    int n = read->params.count;
    pthread_mutex_lock(&lock);
    if (!cache[index].is_read && pool_used + n <= POOL) {
        memcpy(pool + pool_used, read->params.items, (size_t)n * sizeof *pool);
        cache[index].known = *read;
        cache[index].known.params.items = pool + pool_used;
        pool_used += n;
        cache[index].is_read = true;
    }
    pthread_mutex_unlock(&lock);
}

static ct_object *call_bound(const ct_routine *routine, const signature *s, int64_t nargs,
                             ct_object *const *args, int64_t nkeywords, const char *const *names,
                             ct_object *const *values)
{
    ct_object *slots[CT_MOST_PARAMS + 1], *rest, *keywords;
    int own = s->method != NULL;
    if (own) {
        if (nargs < 1)
            return CT_FAIL(CT_TYPE_ERROR, routine->name, 0, "unbound method %s() needs an argument",
                           routine->name);
        slots[0] = args[0];
    }
    if (nkeywords == 0 && nargs - own >= s->least && nargs - own <= s->most) {
        for (int i = own; i < s->params.count + own; i++)
            slots[i] = i < nargs ? args[i] : NULL;
        return routine->entry(routine, slots);
    }
    if (ct_params_bind(&s->params, own ? s->method : routine->name, nargs - own, args + own,
                       nkeywords, names, values, slots + own, &rest, &keywords))
        return NULL;
    ct_object *result = routine->entry(routine, slots);
    ct_release(rest);
    ct_release(keywords);
    return result;
}

/* The first call of a routine, and every call once the pool is full. */
static ct_object *call_unread(const ct_routine *routine, int index, int64_t nargs,
                              ct_object *const *args, int64_t nkeywords, const char *const *names,
                              ct_object *const *values)
{
    ct_param room[CT_MOST_PARAMS];
    signature read;
    if (read_signature(routine, room, &read))
        return NULL;
    if (index >= 0 && index < MOST_ROUTINES)
        keep(index, &read);
    return call_bound(routine, &read, nargs, args, nkeywords, names, values);
}

ct_object *ct_routine_call(const ct_routine *routine, int64_t nargs, ct_object *const *args,
                           int64_t nkeywords, const char *const *names, ct_object *const *values)
{
    if (CT_UNLIKELY(!routine))
        return ct_routine_missing(), NULL;
    for (int64_t i = 0; i < nargs; i++)
        if (CT_UNLIKELY(!args[i]))
            return ct_null_input(routine->name, (int)i + 1), NULL;
    if (ct_routine_is_attribute(routine)) /* a constant */
        return routine->entry(
            routine, (ct_object *[2]){nargs > 0 ? args[0] : NULL, nargs > 1 ? args[1] : NULL});
    int index = ct_routine_index(routine);
    if (CT_UNLIKELY(index < 0 || index >= MOST_ROUTINES || !cache[index].is_read))
        return call_unread(routine, index, nargs, args, nkeywords, names, values);
    return call_bound(routine, &cache[index].known, nargs, args, nkeywords, names, values);
}
