using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>Marks of requests. No state.</summary>
internal static class RequestMarks
{
    /// <summary>Whether a mark is set. <see cref="Enum.HasFlag"/> boxes both until its caller is compiled for the second time.</summary>
    public static bool Has(this OrderRequestFlags marks, OrderRequestFlags mark) => (marks & mark) != 0;
}
