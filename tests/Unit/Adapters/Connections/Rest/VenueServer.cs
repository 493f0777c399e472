using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Connections.Rest;

/// <summary>A venue's REST interface on loopback that answers what a test says.</summary>
internal sealed class VenueServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _asked = [];

    private VenueServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(context =>
        {
            lock (_asked)
                _asked.Add(context.Request.Path + context.Request.QueryString);
            return answer(context);
        });
    }

    /// <summary>Paths with queries, in the order in which they came.</summary>
    public string[] Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public static async Task<VenueServer> StartAsync(RequestDelegate answer)
    {
        var server = new VenueServer(answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The venue's terms with this host in the place of its own.</summary>
    public VenueTerms Terms(string venue)
    {
        if (!VenueRegistry.TryFind(venue, out var terms))
            throw new ArgumentException(venue, nameof(venue));
        return terms.With(new VenueSettings { Rest = new Uri(_app.Urls.First()) });
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A test that left an answer unfinished.
        }

        await _app.DisposeAsync();
    }
}
