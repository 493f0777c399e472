using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Session;

/// <summary>The time, read once for a step of a session.</summary>
/// <param name="Utc">The wall clock's, for SendingTime and the schedule.</param>
/// <param name="Nanoseconds">A monotonic clock's, for intervals: a wall clock that is put right ends no session.</param>
internal readonly record struct FixMoment(Timestamp Utc, long Nanoseconds)
{
    /// <summary>Now.</summary>
    public static FixMoment Of(TimeProvider clock) =>
        new(Timestamp.FromDateTimeUtc(clock.GetUtcNow().UtcDateTime), (long)clock.GetElapsedTime(0).TotalNanoseconds);
}
