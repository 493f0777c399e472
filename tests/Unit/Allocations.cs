namespace Rialto.Unit;

/// <summary>What a piece of work takes from the managed heap in the thread that measures: the least of several equal rounds.</summary>
/// <remarks>
/// A hot path that allocates does so in every round. What only one round shows belongs to the runtime, and when it comes is a matter of the machine's pace: code compiled once more while it runs, the
/// statics of a type that is touched for the first time, a buffer that a pool keeps for this thread. One measured loop is therefore no proof of a path's cost; the least of several is. A warm-up before
/// them is needed only where the work's own tables grow for longer than a round.
/// </remarks>
internal static class Allocations
{
    /// <summary>How often <see cref="Of(Action{int})"/> runs the work: all rounds, whatever the first ones show, so that what is counted afterwards is the same in every run.</summary>
    public const int Rounds = 5;

    /// <summary>Bytes this thread has allocated so far; for work of which only parts are measured, see <see cref="Least"/>.</summary>
    public static long SoFar => GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Bytes of the cheapest round of work that may be repeated as it is.</summary>
    public static long Of(Action work) => Of(_ => work());

    /// <summary>Bytes of the cheapest round.</summary>
    /// <param name="work">Told its round, from 0 to <see cref="Rounds"/> - 1: work that uses up its input takes another part of it each time.</param>
    public static long Of(Action<int> work) => Least(round =>
    {
        var before = SoFar;
        work(round);
        return SoFar - before;
    });

    /// <summary>The least of <see cref="Rounds"/> measurements.</summary>
    /// <param name="measure">Given its round, gives the bytes of those parts of the work that count, by <see cref="SoFar"/>.</param>
    public static long Least(Func<int, long> measure)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
            least = Math.Min(least, measure(round));
        return least;
    }
}
