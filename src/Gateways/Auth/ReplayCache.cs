using System.Buffers.Binary;

namespace Rialto.Gateways.Auth;

/// <summary>
/// Signatures seen within the time they stay valid, so that none is taken twice. Two generations, each as long as a signature can live; bounded.
/// Any thread.
/// </summary>
internal sealed class ReplayCache(int capacity, long lifetimeMs)
{
    private readonly Lock _gate = new();
    private HashSet<UInt128> _current = [];
    private HashSet<UInt128> _previous = [];
    private long _currentSinceMs = long.MinValue;

    /// <summary>What became of a signature.</summary>
    public enum Verdict
    {
        /// <summary>New, and remembered from now on.</summary>
        Fresh,

        /// <summary>Seen before.</summary>
        Replayed,

        /// <summary>No room to remember it; nothing may be let through unremembered.</summary>
        Full,
    }

    public Verdict Check(ReadOnlySpan<byte> signature, long nowMs)
    {
        // Half of a SHA-256 is enough to tell signatures apart.
        var mark = BinaryPrimitives.ReadUInt128LittleEndian(signature);
        lock (_gate)
        {
            if (_currentSinceMs == long.MinValue || nowMs - _currentSinceMs >= 2 * lifetimeMs)
            {
                _current.Clear();
                _previous.Clear();
                _currentSinceMs = nowMs;
            }
            else if (nowMs - _currentSinceMs >= lifetimeMs)
            {
                (_current, _previous) = (_previous, _current);
                _current.Clear();
                _currentSinceMs = nowMs;
            }

            if (_previous.Contains(mark))
                return Verdict.Replayed;
            if (_current.Count + _previous.Count >= capacity)
                return _current.Contains(mark) ? Verdict.Replayed : Verdict.Full;
            return _current.Add(mark) ? Verdict.Fresh : Verdict.Replayed;
        }
    }
}
