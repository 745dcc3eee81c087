/* interrupt.c: the flag by which a signal handler stops a long computation. */
#include "base.h"

_Atomic bool ct_interrupt_waits;

bool ct_interrupt(void)
{
    return atomic_exchange_explicit(&ct_interrupt_waits, true, memory_order_relaxed);
}

void ct_interrupt_clear(void)
{
    atomic_store_explicit(&ct_interrupt_waits, false, memory_order_relaxed);
}

ct_status ct_interrupt_take(void)
{
    if (!atomic_exchange_explicit(&ct_interrupt_waits, false, memory_order_relaxed))
        return CT_OK;
    return ct_error_set(CT_INTERRUPTED, NULL, 0, "stopped");
}
