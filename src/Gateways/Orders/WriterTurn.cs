namespace Rialto.Gateways.Orders;

/// <summary>
/// Whose turn it is to write to a connection. Many threads put something in; the first of them becomes the writer, and whoever comes meanwhile only says that there is more.
/// Any thread; nobody waits.
/// </summary>
internal sealed class WriterTurn
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int TakenWithMore = 2;

    private int _state;

    /// <summary>Something was put in. True: the caller is the writer now, until <see cref="TryEnd"/>. False: the present writer will look again.</summary>
    public bool TryBegin()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Free:
                    if (Interlocked.CompareExchange(ref _state, Taken, Free) == Free)
                        return true;
                    break;
                case Taken:
                    if (Interlocked.CompareExchange(ref _state, TakenWithMore, Taken) == Taken)
                        return false;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>Everything that was there is written. False: there is more, and the caller is still the writer. The writer.</summary>
    public bool TryEnd()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Taken) == Taken)
            return true;
        Interlocked.Exchange(ref _state, Taken);
        return false;
    }
}
