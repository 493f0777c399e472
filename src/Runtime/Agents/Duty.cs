namespace Rialto.Runtime.Agents;

/// <summary>
/// The right to run an agent's duty cycle, held by one thread at a time: the agent's own while it is awake, or that of a helper while it sleeps. What one holder wrote, the next one sees.
/// </summary>
/// <remarks>
/// Nobody waits for it who brings work: where it is held he leaves word, and the holder looks once more after giving it back. Giving back and leaving word are full fences, so that
/// one of the two sees the other.
/// </remarks>
internal sealed class Duty
{
    private int _held;
    private int _word;

    /// <summary>True while somebody has it; a moment's view.</summary>
    public bool IsHeld => Volatile.Read(ref _held) != 0;

    /// <summary>Takes it if it is free.</summary>
    public bool TryTake() => Volatile.Read(ref _held) == 0 && Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>Takes it, or leaves word with whoever has it that there is work, published before this call.</summary>
    public bool TryTakeOrLeaveWord()
    {
        if (TryTake())
            return true;
        Interlocked.Exchange(ref _word, 1);
        return TryTake();
    }

    /// <summary>Takes it, waiting for whoever has it: usually a moment. The agent's own thread.</summary>
    public void Take()
    {
        var wait = new SpinWait();
        while (!TryTake())
            wait.SpinOnce();
    }

    /// <summary>Takes note of the word left so far: to be called before a look for work. The holder.</summary>
    public void Hear()
    {
        if (Volatile.Read(ref _word) != 0)
            Interlocked.Exchange(ref _word, 0);
    }

    /// <summary>Gives it back.</summary>
    /// <returns>False where somebody left word since <see cref="Hear"/> and the caller has it again: it must look once more.</returns>
    public bool TryGiveBack()
    {
        Interlocked.Exchange(ref _held, 0);
        return Volatile.Read(ref _word) == 0 || !TryTake();
    }
}
