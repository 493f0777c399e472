using System.Buffers;

namespace Rialto.Journal.Snapshots;

/// <summary>Arrays one after the other, as one sequence.</summary>
internal sealed class PiecewiseSequence : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(IReadOnlyList<byte[]> pieces)
    {
        if (pieces.Count == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new PiecewiseSequence { Memory = pieces[0] };
        var last = first;
        for (var i = 1; i < pieces.Count; i++)
        {
            var next = new PiecewiseSequence { Memory = pieces[i], RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
