using System.Net.Http.Headers;

namespace Rialto.Adapters.Connections;

/// <summary>The header <c>Retry-After</c>: seconds, or a date.</summary>
internal static class RetryAfter
{
    // Nobody is believed who wants to be left alone for longer: a broken clock or a slip would stop a feed for ever.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(3);

    /// <summary>How long to wait, three days at most; zero where nothing usable is said.</summary>
    public static TimeSpan Of(RetryConditionHeaderValue? said, DateTimeOffset now) => Believed(said switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - now,
        _ => TimeSpan.Zero,
    });

    /// <summary>As much of a wait as is believed.</summary>
    public static TimeSpan Believed(TimeSpan wait) => wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longest ? wait : _longest;
}
