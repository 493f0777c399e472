using System.Text;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Connections.Listings;

/// <summary>A venue's REST interface that answers what a test has written for each path; 404 for all others.</summary>
internal sealed class ScriptedRest : IRestSource
{
    private readonly List<RestRequest> _asked = [];

    /// <summary>Bodies by path; changed between refreshes.</summary>
    public Dictionary<string, string> Bodies { get; } = [];

    /// <summary>Takes the place of every answer while it is there.</summary>
    public RestAnswer? Failure { get; set; }

    /// <summary>Thrown in the place of every answer while it is there.</summary>
    public Exception? Broken { get; set; }

    /// <summary>What was asked for, in order.</summary>
    public RestRequest[] Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        lock (_asked)
            _asked.Add(request);
        if (Broken is { } broken)
            throw broken;
        if (Failure is { } failure)
            return new(failure);
        return new(Bodies.TryGetValue(request.Path, out var body)
            ? new RestAnswer(200, Encoding.UTF8.GetBytes(body), TimeSpan.Zero, "")
            : new RestAnswer(404, default, TimeSpan.Zero, "no such path (404)"));
    }

    public void Dispose()
    {
    }
}
