namespace Rialto.Gateways.Fix.Session;

/// <summary>Of which orders a FIX session hears.</summary>
internal enum FixCopies : byte
{
    /// <summary>Those entered over it.</summary>
    Own = 0,

    /// <summary>All of its owner's, however they were entered: a drop copy.</summary>
    All = 1,
}
