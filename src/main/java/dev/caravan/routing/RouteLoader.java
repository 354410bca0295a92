package dev.caravan.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Makes route files into what a Camel context runs, without handing it over yet. */
final class RouteLoader {

    private final CamelContext context;
    private final List<RouteBuilder> builders = new ArrayList<>();

    RouteLoader(CamelContext context) {
        this.context = context;
    }

    /** @param files texts by path */
    RouteLoader load(Map<String, String> files) throws Exception {
        for (Map.Entry<String, String> file : files.entrySet()) {
            for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(ResourceHelper.fromString(file.getKey(), file.getValue()))) {
                builders.add((RouteBuilder) builder);
            }
        }
        return this;
    }

    /** Gives the error policies of the files to the context: they hold for the routes that are made after that. */
    RouteLoader policies() throws Exception {
        for (RouteBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder policies) {
                policies.addRouteConfigurationsToCamelContext(context);
            }
        }
        return this;
    }

    /** The routes of the files, each with the policies that it names; still to be {@link #finish finished}. */
    List<RouteDefinition> routes() throws Exception {
        List<RouteDefinition> routes = new ArrayList<>();
        for (RouteBuilder builder : builders) {
            routes.addAll(builder.configureRoutes(context).getRoutes());
        }
        return routes;
    }

    /** The routes that declarations of a REST API become. */
    List<RouteDefinition> operations() throws Exception {
        List<RouteDefinition> routes = new ArrayList<>();
        for (RouteBuilder builder : builders) {
            for (RestDefinition rest : builder.configureRests(context).getRests()) {
                routes.addAll(rest.asRouteDefinition(context));
            }
        }
        return routes;
    }

    /** Merges the error policies into a route; its id and its input must be settled by then. */
    void finish(RouteDefinition route) {
        RoutesDefinition collection = new RoutesDefinition();
        collection.setCamelContext(context);
        collection.prepareRoute(route);
    }
}
