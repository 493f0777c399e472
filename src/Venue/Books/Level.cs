namespace Rialto.Venue.Books;

/// <summary>One price of one side: 32 bytes, two to a cache line.</summary>
internal struct Level
{
    public long Price;

    /// <summary>Sum of what its orders show.</summary>
    public long Quantity;

    /// <summary>First in line; zero only while the level is being made.</summary>
    public int First;

    /// <summary>Last in line.</summary>
    public int Last;

    /// <summary>The next better level; zero for the best.</summary>
    public int Better;

    /// <summary>The next worse level; zero for the worst. In a free slot the next free one.</summary>
    public int Worse;
}
