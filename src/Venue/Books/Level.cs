namespace Rialto.Venue.Books;

/// <summary>One price of one side: 16 bytes, four to a cache line. All zero while no order is there.</summary>
internal struct Level
{
    /// <summary>Sum of what its orders show.</summary>
    public long Quantity;

    /// <summary>First in line.</summary>
    public int First;

    /// <summary>Last in line.</summary>
    public int Last;
}
