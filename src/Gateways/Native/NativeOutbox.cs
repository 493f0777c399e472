using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>
/// Frames that wait for a session's sender, as bytes, and price levels that changed since it sent last. The fan-out and the session's reader put
/// in, the sender takes everything at once. Bounded: beyond the limit the session is condemned, not the exchange slowed.
/// </summary>
internal sealed class NativeOutbox(int limitBytes) : ISocketOutbox
{
    private readonly Lock _gate = new();
    private Dictionary<(InstrumentId Instrument, long Level), NativeLevel> _levels = [];
    private Dictionary<(InstrumentId Instrument, long Level), NativeLevel> _levelsTaken = [];
    private byte[] _filling = new byte[4_096];
    private byte[] _sending = new byte[4_096];
    private int _length;
    private volatile bool _isOverrun;

    /// <summary>More had to wait than may; the session must go.</summary>
    public bool IsOverrun => _isOverrun;

    /// <summary>Appends one frame. Does not send.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_isOverrun)
                return;
            if (_length + frame.Length > limitBytes)
                _isOverrun = true;
            else
                Add(frame);
        }
    }

    /// <summary>Appends the last frame, which there is always room for.</summary>
    public void AppendFarewell(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
            Add(frame);
    }

    /// <summary>Merges changed levels into those not sent yet. Does not send.</summary>
    public void Merge(InstrumentId instrument, List<LevelChange> changes, long sequence, Timestamp time)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                _levels[(instrument, (change.Price.Units << 1) | (long)change.Side)] =
                    new NativeLevel(new NativeMoment(sequence, time, change.Side, NativeMarks.None, instrument), change.Price, change.Quantity, change.Orders);
            }
        }
    }

    /// <summary>Forgets an instrument's levels: a snapshot follows, or nobody wants them any more.</summary>
    public void ForgetLevels(InstrumentId instrument)
    {
        lock (_gate)
        {
            foreach (var key in _levels.Keys.Where(key => key.Instrument == instrument).ToArray())
                _levels.Remove(key);
        }
    }

    /// <summary>Takes everything that waits, as bytes valid until the next call. The sender only.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        int length;
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            length = _length;
            _length = 0;
            (_levels, _levelsTaken) = (_levelsTaken, _levels);
        }

        foreach (var level in _levelsTaken.Values)
        {
            if (length + NativeLevel.FrameBytes > _sending.Length)
                Array.Resize(ref _sending, _sending.Length * 2);
            // Every batch of changes ends at a command's border, so every level of it leaves a book that may be looked at once the batch is through.
            length += level.Encode(_sending.AsSpan(length));
        }

        if (_levelsTaken.Count > 0)
            MarkLast(length - NativeLevel.FrameBytes);
        _levelsTaken.Clear();
        return _sending.AsMemory(0, length);
    }

    private void Add(ReadOnlySpan<byte> frame)
    {
        if (_length + frame.Length > _filling.Length)
            Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _length + frame.Length));
        frame.CopyTo(_filling.AsSpan(_length));
        _length += frame.Length;
    }

    private void MarkLast(int offset)
    {
        NativeLevel.TryDecode(_sending.AsSpan(offset, NativeLevel.FrameBytes), out var last, out _);
        (last with { Moment = last.Moment with { Marks = NativeMarks.LastOfCommand } }).Encode(_sending.AsSpan(offset));
    }
}
