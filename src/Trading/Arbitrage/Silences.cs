using Rialto.Model.Units;

namespace Rialto.Trading.Arbitrage;

/// <summary>Who was heard of when, and who was silent for too long: also where it speaks again in the same frame, so that no hole of a recording is taken for something that stayed.</summary>
internal sealed class Silences
{
    private readonly Timestamp[] _heard;
    private readonly Timestamp[] _lapsed;
    private readonly int[] _lapses;
    private readonly long _ageMaxNs;
    private int _lapseCount;

    /// <param name="count">How many there are.</param>
    /// <param name="ageMaxNs">Longer is too long.</param>
    public Silences(int count, long ageMaxNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ageMaxNs, 1);
        (_heard, _lapsed, _lapses, _ageMaxNs) = (new Timestamp[count], new Timestamp[count], new int[count], ageMaxNs);
    }

    /// <summary>One was heard of.</summary>
    public void OnHeard(int index, Timestamp now)
    {
        if (!_heard[index].IsNone && !IsFresh(index, now) && _lapsed[index].IsNone)
        {
            _lapsed[index] = EndOf(index);
            _lapses[_lapseCount++] = index;
        }

        _heard[index] = now;
    }

    /// <summary>It was heard of, and not too long ago.</summary>
    public bool IsFresh(int index, Timestamp now) => !_heard[index].IsNone && now.Nanoseconds - _heard[index].Nanoseconds <= _ageMaxNs;

    /// <summary>Since when it is silent for too long, or was until this frame; none where it is not.</summary>
    public Timestamp SinceWhen(int index, Timestamp now) => !_lapsed[index].IsNone ? _lapsed[index] : IsFresh(index, now) ? default : EndOf(index);

    /// <summary>The earlier of two.</summary>
    public Timestamp SinceWhen(int one, int other, Timestamp now)
    {
        var (first, second) = (SinceWhen(one, now), SinceWhen(other, now));
        return first.IsNone ? second : second.IsNone || first < second ? first : second;
    }

    /// <summary>Silences that ended in this frame are over.</summary>
    public void Forget()
    {
        while (_lapseCount > 0)
            _lapsed[_lapses[--_lapseCount]] = default;
    }

    private Timestamp EndOf(int index) => new(_heard[index].Nanoseconds + _ageMaxNs);
}
