namespace Rialto.Adapters.Connections;

/// <summary>Asks one venue by REST, within the weight it allows. Any thread; several calls may be under way.</summary>
public interface IRestSource : IDisposable
{
    /// <summary>Asks. Waits where the weight is used up; whatever goes wrong is in the answer, and not thrown.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop);
}
