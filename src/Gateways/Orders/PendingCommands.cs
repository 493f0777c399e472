using System.Collections.Concurrent;
using System.Numerics;

namespace Rialto.Gateways.Orders;

/// <summary>
/// Commands on their way, found by sequence. Any thread registers; the fan-out thread takes. A slot is a sequence modulo the capacity; the rare
/// second holder of a slot (the exchange far behind) goes to a map beside it.
/// </summary>
internal sealed class PendingCommands(int capacity)
{
    private readonly PendingCommand?[] _slots = new PendingCommand?[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly ConcurrentDictionary<long, PendingCommand> _aside = new();
    private int _count;

    /// <summary>Commands whose outcome somebody waits for.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Makes room for one; false where as many are on their way as the table holds.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _count) <= _slots.Length)
            return true;
        Release();
        return false;
    }

    /// <summary>Gives a reserved room back.</summary>
    public void Release() => Interlocked.Decrement(ref _count);

    /// <summary>Puts a reserved command under its sequence; before the command is published.</summary>
    public void Register(PendingCommand command)
    {
        ref var slot = ref _slots[command.Sequence & (_slots.Length - 1)];
        if (Interlocked.CompareExchange(ref slot, command, null) is not null)
            _aside[command.Sequence] = command;
    }

    /// <summary>Takes the command of a sequence out; null where nobody waits for it, or somebody else took it.</summary>
    public PendingCommand? Take(long sequence)
    {
        ref var slot = ref _slots[sequence & (_slots.Length - 1)];
        var held = Volatile.Read(ref slot);
        if (held is not null && held.Sequence == sequence && Interlocked.CompareExchange(ref slot, null, held) == held)
        {
            Release();
            return held;
        }

        if (_aside.IsEmpty || !_aside.TryRemove(sequence, out var aside))
            return null;
        Release();
        return aside;
    }

    /// <summary>Completes all of them as unknown: the exchange has stopped.</summary>
    public void Abandon()
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (Volatile.Read(ref _slots[i]) is { } held)
                Take(held.Sequence)?.Complete(CommandOutcome.Unknown);
        }

        foreach (var sequence in _aside.Keys)
            Take(sequence)?.Complete(CommandOutcome.Unknown);
    }
}
