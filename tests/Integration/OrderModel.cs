namespace Rialto.Integration;

/// <summary>What may be left of one order after a crash: what the last acknowledged command left, or what any later command that was on its way would leave.</summary>
internal sealed class OrderModel
{
    private readonly List<long> _leaves = [0];
    private int _acknowledged;

    /// <summary>A command was sent that leaves this much if it is applied.</summary>
    public void Sent(long leaves)
    {
        lock (_leaves)
            _leaves.Add(leaves);
    }

    /// <summary>The next command was acknowledged.</summary>
    public void Acknowledged()
    {
        lock (_leaves)
            _acknowledged++;
    }

    public bool Allows(long leaves)
    {
        lock (_leaves)
            return _leaves[_acknowledged..].Contains(leaves);
    }

    /// <summary>It was seen to have this much left: the past is settled.</summary>
    public void Settle(long leaves)
    {
        lock (_leaves)
        {
            _leaves.Clear();
            _leaves.Add(leaves);
            _acknowledged = 0;
        }
    }

    public override string ToString()
    {
        lock (_leaves)
            return string.Join(" or ", _leaves[_acknowledged..]);
    }
}
