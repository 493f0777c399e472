using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>An instant: after a command, or at a time (after the last command not later than it).</summary>
/// <param name="Sequence">The command; zero where <paramref name="Time"/> says it, or for the journal's end.</param>
/// <param name="Time">The time; none where <paramref name="Sequence"/> says it.</param>
public readonly record struct Moment(long Sequence, Timestamp Time)
{
    /// <summary>The journal's end.</summary>
    public static Moment End => default;

    /// <summary>True for the journal's end.</summary>
    public bool IsEnd => Sequence == 0 && Time.IsNone;

    /// <summary>Reads a sequence, or a time in ISO 8601 UTC such as <c>2026-11-21T04:10:52.000000001Z</c>.</summary>
    public static bool TryParse(string text, out Moment moment)
    {
        moment = default;
        if (long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence) && sequence > 0)
        {
            moment = new Moment(sequence, default);
            return true;
        }

        if (!Wire.Json.IsoTime.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var time))
            return false;
        moment = new Moment(0, time);
        return true;
    }
}

/// <summary>The book of an instrument at a moment.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Sequence">The last command before the moment.</param>
/// <param name="Time">Its time.</param>
/// <param name="StateHash">Of the whole exchange.</param>
/// <param name="Book">Every order.</param>
public sealed record BookAt(Instrument Instrument, long Sequence, Timestamp Time, ulong StateHash, BookState Book);

/// <summary>Stops at a moment: the replica stands as it stood then.</summary>
internal sealed class MomentVisitor(Moment moment) : IVisitor
{
    /// <inheritdoc/>
    public bool IsDone { get; private set; }

    /// <summary>Takes what is wanted of the exchange when the moment has come; called once, also at the journal's end.</summary>
    public required Action<Replica> Take { get; init; }

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        if ((moment.Sequence != 0 && command.Sequence > moment.Sequence) || (!moment.Time.IsNone && command.Time > moment.Time))
            Finish(replica);
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        if (!IsDone && command.Sequence == moment.Sequence)
            Finish(replica);
    }

    /// <summary>The journal has ended.</summary>
    public void Finish(Replica replica)
    {
        if (IsDone)
            return;
        IsDone = true;
        Take(replica);
    }
}
