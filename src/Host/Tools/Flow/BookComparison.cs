using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Host.Tools.Flow;

/// <summary>How a book compares with the file's own snapshots, each difference counted by its cause.</summary>
/// <param name="Count">Snapshots compared.</param>
/// <param name="Equal">Best prices and quantities of both sides equal.</param>
/// <param name="OlderOrders">Not: orders older than the file, or deeper than it reaches, hold the touch there.</param>
/// <param name="TakenElsewhere">Not: an earlier execution met another order here than there.</param>
/// <param name="Unexplained">Not, though a correct exchange's book is equal: a fault.</param>
internal readonly record struct RowCauses(int Count, int Equal, int OlderOrders, int TakenElsewhere, int Unexplained)
{
    /// <summary>Of a correct exchange's book, over the whole file.</summary>
    public static RowCauses Of(IReadOnlyList<TouchCause> causes) => new(
        causes.Count, causes.Count(cause => cause == TouchCause.Equal), causes.Count(cause => cause == TouchCause.OlderOrders), causes.Count(cause => cause == TouchCause.TakenElsewhere), 0);

    /// <summary>With one snapshot more.</summary>
    public RowCauses With(bool isEqual, TouchCause cause) => this with
    {
        Count = Count + 1,
        Equal = Equal + (isEqual ? 1 : 0),
        OlderOrders = OlderOrders + (!isEqual && cause == TouchCause.OlderOrders ? 1 : 0),
        TakenElsewhere = TakenElsewhere + (!isEqual && cause == TouchCause.TakenElsewhere ? 1 : 0),
        Unexplained = Unexplained + (!isEqual && cause == TouchCause.Equal ? 1 : 0),
    };
}

/// <summary>How the exchange's public book compared, best prices and quantities, after each command that its stream told separately.</summary>
/// <param name="Moments">Commands compared.</param>
/// <param name="Different">Of these, where a correct price-time exchange given the same commands shows something else.</param>
/// <param name="Rows">Of these, where the file has a snapshot of its own, by cause.</param>
internal readonly record struct BookComparison(int Moments, int Different, RowCauses Rows)
{
    /// <summary>Compares moment by moment.</summary>
    /// <param name="commands">Know what a correct exchange shows.</param>
    /// <param name="sequences">Of the commands sent.</param>
    /// <param name="moments">What the exchange's stream told.</param>
    /// <param name="rows">The file's own snapshots by row; may be empty.</param>
    /// <param name="causes">Why a correct exchange's book is not the file's, by command; as long as the commands that have rows.</param>
    public static BookComparison Of(
        FlowCommands commands, ReadOnlySpan<long> sequences, IReadOnlyList<(long Sequence, FlowTouch Touch)> moments, IReadOnlyList<FlowTouch> rows, IReadOnlyList<TouchCause> causes)
    {
        var bySequence = new Dictionary<long, FlowTouch>(moments.Count);
        foreach (var (sequence, touch) in moments)
            bySequence[sequence] = touch;
        var (count, different, compared) = (0, 0, default(RowCauses));
        for (var i = 0; i < sequences.Length; i++)
        {
            if (!bySequence.TryGetValue(sequences[i], out var touch))
                continue;
            count++;
            if (touch != commands.TouchAt(i))
                different++;
            var row = commands.RowAt(i);
            if (row != 0 && row <= rows.Count)
                compared = compared.With(touch == rows[row - 1], i < causes.Count ? causes[i] : TouchCause.Equal);
        }

        return new BookComparison(count, different, compared);
    }
}
