using System.Buffers.Binary;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Legs;

/// <summary>A set as numbers of 64 bits, little endian.</summary>
public sealed partial class LegSet
{
    internal void Save(ref LegWriter writer)
    {
        writer.Add(Generation);
        writer.Add((long)State);
        writer.Add(Wanted);
        writer.Add(Key);
        writer.Add((long)_settings.Order);
        writer.Add(_settings.ImbalanceMax);
        writer.Add(_settings.Rests ? 1 : 0);
        writer.Add(_settings.TimeoutMs);
        writer.Add(_settings.ChasesMax);
        writer.Add(_settings.WalkSteps);
        writer.Add(_settings.RetryMs);
        writer.Add(_deadline.Nanoseconds);
        writer.Add(NextTime.Nanoseconds);
        writer.Add(_count);
        foreach (ref readonly var leg in Legs)
        {
            writer.Add(leg.Leg.Listing.Value);
            writer.Add((long)leg.Leg.Side);
            writer.Add(leg.Leg.PerSet);
            writer.Add(leg.Leg.Limit.Units);
            writer.Add(leg.Leg.Worst.Units);
            writer.Add(leg.Leg.Back.Units);
            writer.Add(leg.Order.Value);
            writer.Add(leg.Quantity);
            writer.Add(leg.Filled);
            writer.Add(leg.Told);
            writer.Add(leg.Net);
            writer.Add(leg.Awaits);
            writer.Add(leg.AwaitsBack);
            writer.Add(leg.Attempts);
            writer.Add(leg.Steps);
            writer.Add((leg.IsBack ? 1 : 0) | (leg.IsUnknown ? 2 : 0) | (leg.IsDust ? 4 : 0));
            writer.Add(leg.Refusals);
            writer.Add(leg.NextTry.Nanoseconds);
            writer.Add(leg.Due.Nanoseconds);
        }
    }

    internal bool TryLoad(ref LegReader reader)
    {
        var head = new long[14];
        foreach (ref var number in head.AsSpan())
        {
            if (!reader.TryRead(out number))
                return false;
        }

        if (head[0] < 0 || head[1] is < 0 or > (long)LegSetState.Stuck || head[13] is < 0 or > LegsMax || head[8] is < 0 or > int.MaxValue || head[9] is < 0 or > int.MaxValue || head[3] is < 0 or > int.MaxValue)
            return false;
        (Generation, State, Wanted, Key) = (head[0], (LegSetState)head[1], head[2], (int)head[3]);
        _settings = new LegSettings((LegOrder)head[4], head[5]) { Rests = head[6] != 0, TimeoutMs = head[7], ChasesMax = (int)head[8], WalkSteps = (int)head[9], RetryMs = head[10] };
        (_deadline, NextTime, _count) = (new Timestamp(head[11]), new Timestamp(head[12]), (int)head[13]);
        foreach (ref var leg in Legs)
        {
            if (!TryLoad(ref reader, out leg))
                return false;
        }

        return true;
    }

    private static bool TryLoad(ref LegReader reader, out LegWork leg)
    {
        leg = default;
        Span<long> numbers = stackalloc long[19];
        foreach (ref var number in numbers)
        {
            if (!reader.TryRead(out number))
                return false;
        }

        if (numbers[1] is not ((long)Side.Buy or (long)Side.Sell) || numbers[2] < 1)
            return false;
        leg = new LegWork
        {
            Leg = new Leg(new ListingId((int)numbers[0]), (Side)numbers[1], numbers[2], new Price(numbers[3]), new Price(numbers[4]), new Price(numbers[5])),
            Order = new DeskOrderId(numbers[6]),
            Quantity = numbers[7],
            Filled = numbers[8],
            Told = numbers[9],
            Net = numbers[10],
            Awaits = numbers[11],
            AwaitsBack = numbers[12],
            Attempts = (int)numbers[13],
            Steps = (int)numbers[14],
            IsBack = (numbers[15] & 1) != 0,
            IsUnknown = (numbers[15] & 2) != 0,
            IsDust = (numbers[15] & 4) != 0,
            Refusals = (int)Math.Clamp(numbers[16], 0, int.MaxValue - 1),
            NextTry = new Timestamp(numbers[17]),
            Due = new Timestamp(numbers[18]),
        };
        return true;
    }

    internal void Keep(FieldArchive state)
    {
        Generation = state.Keep(Generation);
        State = (LegSetState)state.Keep((int)State, 0, (int)LegSetState.Stuck);
        Wanted = state.Keep(Wanted);
        Key = state.Keep(Key);
        _settings = state.Keep(_settings);
        _deadline = state.Keep(_deadline);
        NextTime = state.Keep(NextTime);
        _hasLateFill = state.Keep(_hasLateFill);
        _count = state.Keep(_count, 0, LegsMax);
        state.Keep(Legs);
        foreach (ref readonly var leg in Legs)
            state.Require(leg.Leg.PerSet >= 1);
    }
}

/// <summary>Writes numbers as long as there is room.</summary>
internal ref struct LegWriter(Span<byte> into)
{
    private readonly Span<byte> _into = into;
    private int _length;

    /// <summary>Bytes written; -1 where there was no room.</summary>
    public readonly int Length => _length;

    public void Add(long number)
    {
        if (_length >= 0 && BinaryPrimitives.TryWriteInt64LittleEndian(_into[_length..], number))
            _length += sizeof(long);
        else
            _length = -1;
    }
}

/// <summary>Reads them again.</summary>
internal ref struct LegReader(ReadOnlySpan<byte> from)
{
    private ReadOnlySpan<byte> _left = from;

    public readonly bool IsAtEnd => _left.IsEmpty;

    public bool TryRead(out long number)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(_left, out number))
            return false;
        _left = _left[sizeof(long)..];
        return true;
    }
}
