/* SPDX-License-Identifier: MIT */
/*
 * stride - tests that do the same at each of thousands of places do it at
 * fewer where a step takes a hundred times as long: ThreadSanitizer looks for
 * races, and such tests have one thread.
 */
#ifndef TESTS_UNIT_STRIDE_H
#define TESTS_UNIT_STRIDE_H

#if defined(__SANITIZE_THREAD__)
#define STRIDE_IS_LONG 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define STRIDE_IS_LONG 1
#endif
#endif

/* From one place to the next: a prime, so that no pattern of the places is
   met or missed as a whole. */
#ifdef STRIDE_IS_LONG
enum { STRIDE = 41 };
#else
enum { STRIDE = 1 };
#endif

#endif
